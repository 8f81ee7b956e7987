import type { NameChange } from '../network/names.ts';
import type { ServiceRoute } from '../network/routes.ts';

/**
 * The messages between the main thread and a node's thread. All go through one port, so that they arrive in the order in
 * which they were sent: a program that is told of a Service finds its name.
 */

/** A call of a bundle's `main`: a container, or a command executed in one. */
export interface ProgramStart {
  /** Unique on its node. */
  readonly id: number;
  /** URL of the bundle's file. */
  readonly module: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Whether there is a standard input; without, it is at its end. */
  readonly stdin: boolean;
  readonly namespace: string;
  readonly hostname: string;
  readonly podIP: string;
}

export type StreamMessage =
  | { readonly kind: 'data'; readonly stream: number; readonly chunk: Uint8Array }
  | { readonly kind: 'end'; readonly stream: number }
  /** The reader has room again for that many bytes. */
  | { readonly kind: 'taken'; readonly stream: number; readonly bytes: number }
  /** The reader has gone. */
  | { readonly kind: 'cancel'; readonly stream: number };

export type ToNode =
  | StreamMessage
  | { readonly kind: 'start'; readonly program: ProgramStart }
  | { readonly kind: 'stop'; readonly program: number }
  | {
      readonly kind: 'network';
      readonly names: readonly NameChange[];
      readonly routes: readonly ServiceRoute[];
    }
  | { readonly kind: 'answer'; readonly call: number; readonly answer: Answer }
  | { readonly kind: 'shutdown' };

export type FromNode =
  | StreamMessage
  | { readonly kind: 'ready' }
  | { readonly kind: 'started'; readonly program: number }
  | { readonly kind: 'exited'; readonly program: number; readonly exit: ProgramExit }
  | { readonly kind: 'call'; readonly call: number; readonly question: Question }
  /** A port of a Service (`namespace/name`) cannot be listened on. */
  | { readonly kind: 'unlistenable'; readonly service: string; readonly message: string }
  | { readonly kind: 'trouble'; readonly message: string };

export interface ProgramExit {
  readonly code: number;
  /** Why, when the program did not choose its code itself. */
  readonly message: string | undefined;
}

/** What a program asks that only the main thread knows. */
export type Question =
  | { readonly ask: 'file'; readonly program: number; readonly path: string }
  /** A host name that the node's own table does not have. */
  | { readonly ask: 'address'; readonly host: string; readonly namespace: string };

export type Answer =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Numbers of a program's streams. */
export function streamsOf(program: number): {
  readonly stdin: number;
  readonly stdout: number;
  readonly stderr: number;
} {
  return { stdin: program * 3, stdout: program * 3 + 1, stderr: program * 3 + 2 };
}
