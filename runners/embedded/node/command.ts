/** A command that the embedded cluster can run: Node with the file of a program. */
export interface NodeCommand {
  /** Path in the container. */
  readonly file: string;
  readonly argv: readonly string[];
}

/**
 * Takes a command line apart: `node [--option…] <file> [argument…]`. Options of Node itself are accepted and have no
 * effect, as the thread they would be meant for runs already. Undefined when it is anything else.
 */
export function nodeCommand(words: readonly string[]): NodeCommand | undefined {
  const [executable = '', ...rest] = words;
  if (!/^(.*\/)?node(js)?$/.test(executable)) return undefined;
  const first = rest.findIndex((word) => !/^--[a-z]/.test(word));
  const file = rest[first];
  if (file === undefined || file.startsWith('-')) return undefined;
  return { file, argv: rest.slice(first + 1) };
}

/** The error for what is no such command, in the words of a container runtime. */
export function noSuchProgram(words: readonly string[]): Error {
  const [executable = ''] = words;
  return Object.assign(
    new Error(
      `exec: "${executable}": executable file not found in $PATH; the embedded cluster runs only "node <file of a mounted volume>", not ${JSON.stringify(words.join(' '))}`,
    ),
    { code: 'ENOENT' },
  );
}
