import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ExecRequest, LogRequest, PodRuntime } from '../../pods.ts';

/** Runs three programs: `echo`, `cat` and `exit`. */
export const fakePods: PodRuntime = {
  async exec({ command, stdin, stdout, stderr, container }: ExecRequest): Promise<number> {
    const [program, ...words] = command;
    switch (program) {
      case 'echo':
        stdout.write(`${words.join(' ')} from ${container}\n`);
        return 0;
      case 'cat':
        stdout.write(await text(stdin));
        return 0;
      case 'exit':
        stderr.write('leaving\n');
        return Number(words[0]);
      case undefined:
      default:
        throw Object.assign(new Error(`no program ${program ?? ''}`), { code: 'ENOENT' });
    }
  },
  logs: ({ tailLines }: LogRequest): Promise<Readable> => {
    const lines = ['one\n', 'two\n', 'three\n'];
    return Promise.resolve(Readable.from(tailLines === undefined ? lines : lines.slice(-tailLines)));
  },
};
