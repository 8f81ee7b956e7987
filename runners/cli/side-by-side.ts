import { bedSize } from '../../fixtures/testbed/workloads.ts';

/** Scenarios that need no testbed, or wait for one to themselves, beside those that have a place on one. */
const spare = 12;

/** How many scenarios are under way at the same time with so many testbeds. */
export function sideBySide(testbeds: number): number {
  return testbeds * Math.max(bedSize.slots, bedSize.seats) + spare;
}
