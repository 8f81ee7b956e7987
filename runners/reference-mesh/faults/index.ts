import type { Fault } from './fault.ts';

export type { Fault } from './fault.ts';

/** Every fault of the reference mesh. */
export const faults: readonly Fault[] = [];
