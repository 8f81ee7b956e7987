import type { Readable, Writable } from 'node:stream';

/** What the API server asks of whoever runs the pods: `exec` and `log`. */
export interface PodRuntime {
  /** Runs a command in a container. Resolves with its exit code; rejects with `code: 'ENOENT'` when there is no such program. */
  exec(request: ExecRequest): Promise<number>;
  /** What the container wrote so far; with `follow`, the stream goes on until it ends or `signal` is aborted. */
  logs(request: LogRequest): Promise<Readable>;
}

export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly signal: AbortSignal;
}

export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly follow: boolean;
  readonly tailLines: number | undefined;
  readonly signal: AbortSignal;
}
