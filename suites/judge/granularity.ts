import { lowerTail } from './binomial.ts';
import { sumOf } from './whole-numbers.ts';
import { counted } from './words.ts';

/** What answered on one kept connection, whose requests followed one another. */
export interface KeptConnection {
  /** By workload. */
  readonly answers: Readonly<Record<string, number>>;
  /** How often an answer came from another workload than the one before it. */
  readonly switches: number;
}

/**
 * What a split is decided for, as one client sees it.
 * - `per-request`: the requests of a connection are split one by one.
 * - `per-connection`: a connection stays with one backend, and connections differ.
 * - `per-client`: every connection of the client stays with the same backend.
 * - `in-runs`: a connection changes its backend, and less often than single picks would.
 * - `unclear`: too little was answered to tell.
 */
export type Grain = 'per-request' | 'per-connection' | 'per-client' | 'in-runs' | 'unclear';

export interface Granularity {
  readonly grain: Grain;
  readonly connections: number;
  /** Pairs of answers that followed one another on a connection, and those of them that switched the backend. */
  readonly pairs: number;
  readonly switches: number;
  /** Probability of so few switches if each request were picked for by itself. */
  readonly chance: number;
  readonly words: string;
}

/** What is called impossible by chance. */
const alpha = 1e-8;

/**
 * Classifies by a test on runs. Among `backends` of equal weight, independent picks switch the backend between one answer and
 * the next with probability 1 - 1/k, each time independently of the others, so that the number of switches is binomial; a
 * rotation switches more often. So few switches that chance explains them with a probability of at most 1e-8 mean that
 * requests are not picked for one by one. The connections must have been used one after the other: a rotation over all
 * requests of a client that deals them to connections in turn can look, on each of them, as if it never moved.
 */
export function classifyGranularity(kept: readonly KeptConnection[], backends: number): Granularity {
  const answered = kept.map(({ answers }) => sumOf(Object.values(answers)));
  const pairs = sumOf(answered.map((count) => Math.max(count - 1, 0)));
  const switches = sumOf(kept.map((connection) => connection.switches));
  const chance = lowerTail(switches, pairs, 1 - 1 / backends);
  const firsts = new Set(kept.flatMap(({ answers }) => Object.keys(answers)));
  const grain = grainOf({ connections: kept.length, pairs, switches, chance, firsts: firsts.size, backends });
  const seen =
    `on ${counted(kept.length, 'kept connection')}, ${switches} of ${pairs} answers came from another backend than the one ` +
    'before';
  return { grain, connections: kept.length, pairs, switches, chance, words: `${explained[grain]}: ${seen}.` };
}

const explained: Readonly<Record<Grain, string>> = {
  'per-request': 'Requests are split one by one',
  'per-connection': 'Connections are split, and the requests of one stay together',
  'per-client': 'All connections of the client stay with one backend',
  'in-runs': 'Requests are split in runs, longer than single picks would make them',
  unclear: 'Too few answers to tell what is split',
};

interface Counts {
  readonly connections: number;
  readonly pairs: number;
  readonly switches: number;
  readonly chance: number;
  /** Workloads that answered at all. */
  readonly firsts: number;
  readonly backends: number;
}

function grainOf({ connections, pairs, switches, chance, firsts, backends }: Counts): Grain {
  // With so few pairs not even none at all would speak against single picks.
  if (lowerTail(0, pairs, 1 - 1 / backends) > alpha) return 'unclear';
  if (chance > alpha) return 'per-request';
  if (switches > 0) return 'in-runs';
  if (firsts > 1) return 'per-connection';
  return backends ** (1 - connections) <= alpha ? 'per-client' : 'unclear';
}
