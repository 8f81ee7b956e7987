import type { ShareOptions } from '../judge/share-design.ts';

/**
 * How large samples are. Whatever they are, a right mesh fails as rarely: what changes is how small an error is sure to be
 * seen (docs/decisions/samples.md). `by-version`: large in the newest version that is asked, small in those before it, where
 * the same traffic is steered by an object that is only written otherwise.
 */
export type SampleSize = 'large' | 'by-version' | 'small';

export interface Samples {
  /** Requests to send where this many would be sent for a large sample. */
  readonly requests: (wanted: number) => number;
  /** Of each row of an access table, for the verdict. */
  readonly rowRequests: number;
  /** How many changes a walk makes where this many would be made for a large sample. */
  readonly steps: (wanted: number) => number;
  /** What a verdict on shares is designed for. */
  readonly shares: ShareOptions;
}

/** Small enough to matter, large enough that every pod of a backend is seen. */
const leastRequests = 40;

/** Every pod of a destination sees several. */
const manyOfARow = 10;
const fewOfARow = 4;

const large: Samples = {
  requests: (wanted) => wanted,
  rowRequests: manyOfARow,
  steps: (wanted) => wanted,
  shares: {},
};

/** A leak of a sixth instead of a fifteenth shows in what would be 100 requests, and a share that is wrong by a tenth. */
const small: Samples = {
  requests: (wanted) => Math.max(Math.min(wanted, leastRequests), Math.ceil(wanted / 3)),
  rowRequests: fewOfARow,
  steps: (wanted) => Math.ceil(wanted / 3),
  shares: { beta: 1e-3, delta: 0.1 },
};

export function samplesOf(size: SampleSize, newest: boolean): Samples {
  if (size === 'by-version') return newest ? large : small;
  return size === 'large' ? large : small;
}
