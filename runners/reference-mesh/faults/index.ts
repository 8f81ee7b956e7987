import { accessFaults } from './access.ts';
import type { Fault } from './fault.ts';
import { lifecycleFaults } from './lifecycle.ts';
import { scopeFaults } from './split-scope.ts';
import { weightFaults } from './split-weights.ts';
import { specsFaults } from './specs.ts';

export type { Fault } from './fault.ts';

/** Every fault of the reference mesh. */
export const faults: readonly Fault[] = [
  ...weightFaults,
  ...scopeFaults,
  ...lifecycleFaults,
  ...accessFaults,
  ...specsFaults,
];
