import type { Field, RequestHead } from '../../../fixtures/http1/index.ts';
import type { Denial } from '../behaviour/behaviour.ts';
import type { Channel } from '../../../fixtures/channel/channel.ts';
import type { ConnectionPool } from './connection-pool.ts';

/** Somewhere to send one request to. */
export interface Upstream {
  readonly channel: Channel;
  /** Whether it has answered other requests before, so that its end may have crossed our request. */
  readonly used: boolean;
  /** The exchange is over. `reusable`: the connection is between two messages. */
  release(reusable: boolean): void;
}

/** What becomes of a request. */
export type Verdict =
  | {
      readonly kind: 'forward';
      readonly to: ConnectionPool;
      /** Replaces fields of that name. */
      readonly add: readonly Field[];
      /** What the client gets when no answer comes from there; a status unless given. */
      readonly otherwise?: Verdict;
    }
  | { readonly kind: 'answer'; readonly status: number; readonly reason: string; readonly body: string }
  /** No answer at all: the connection ends, in order or not, or is left waiting. */
  | { readonly kind: 'drop'; readonly how: 'close' | 'reset' | 'silence' };

/** A request as it is routed. */
export interface RoutedHead extends RequestHead {
  /** It came over HTTP/2, and `version` says only what it is like. */
  readonly http2?: true;
}

export type Route = (head: RoutedHead) => Verdict | Promise<Verdict>;

export function answer(status: keyof typeof reasons, body: string): Verdict {
  return { kind: 'answer', status, reason: reasons[status], body: `${body}\n` };
}

/** What becomes of a denied request at its client. */
export function denied(denial: Denial): Verdict {
  return typeof denial === 'number'
    ? answer(denial, 'denied by the access policy')
    : { kind: 'drop', how: denial };
}

const reasons = {
  200: 'OK',
  403: 'Forbidden',
  404: 'Not Found',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
} as const;
