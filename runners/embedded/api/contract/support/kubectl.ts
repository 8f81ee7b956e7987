import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchPath } from './environment.ts';

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether a kubectl can be run; the tests that need one are skipped elsewhere. */
export const kubectlVersion: string | undefined = findVersion();

function findVersion(): string | undefined {
  try {
    const text = execFileSync('kubectl', ['version', '--client', '--output=json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return (JSON.parse(text) as { readonly clientVersion: { readonly gitVersion: string } }).clientVersion
      .gitVersion;
  } catch {
    return undefined;
  }
}

/** kubectl against one cluster, with a directory of its own for what it keeps. */
export class Kubectl {
  readonly #home: string = mkdtempSync(join(tmpdir(), 'contract-kubectl-'));

  constructor(kubeconfig: string) {
    writeFileSync(join(this.#home, 'config'), kubeconfig);
  }

  /** @param input what kubectl reads from its standard input */
  run(words: readonly string[], input = ''): Promise<Run> {
    return this.until(words, () => false, input);
  }

  /** Runs kubectl until it ends, or until what it has written is enough. */
  until(words: readonly string[], enough: (stdout: string) => boolean, input = ''): Promise<Run> {
    return new Promise((resolve, reject) => {
      const child = spawn('kubectl', words, {
        env: { PATH: searchPath, HOME: this.#home, KUBECONFIG: join(this.#home, 'config') },
      });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
        if (enough(stdout)) child.kill();
      });
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? 0, stdout, stderr }));
      child.stdin.end(input);
    });
  }

  close(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}
