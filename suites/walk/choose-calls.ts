import { admits, type AccessWorld, type Call } from './access-world.ts';
import type { Draw } from './draw.ts';

/** A call, and what must become of it. */
export interface Told {
  readonly call: Call;
  readonly admitted: boolean;
}

/**
 * The calls that tell most about a change: those that it lets in or shuts out, others that are let in, and near misses, which differ
 * from one that is let in by their caller, method, path or headers alone.
 */
export function chooseCalls(
  calls: readonly Call[],
  before: AccessWorld,
  now: AccessWorld,
  draw: Draw,
): readonly Told[] {
  const told = calls.map((call) => ({ call, admitted: admits(now, call) }));
  const altered = told.filter(({ call, admitted }) => admits(before, call) !== admitted);
  const open = told.filter(({ admitted }) => admitted);
  const shut = told.filter(({ admitted }) => !admitted);
  const near = shut.filter(({ call }) => open.some((other) => differences(call, other.call) === 1));
  const half = (some: readonly Told[], count: number): readonly Told[] => [
    ...draw.some(
      some.filter(({ admitted }) => admitted),
      count,
    ),
    ...draw.some(
      some.filter(({ admitted }) => !admitted),
      count,
    ),
  ];
  return [
    ...new Set([...half(altered, 2), ...draw.some(open, 2), ...draw.some(near, 2), ...draw.some(shut, 1)]),
  ];
}

/** Whether a change lets any call in or shuts any out. */
export function shows(calls: readonly Call[], before: AccessWorld, now: AccessWorld): boolean {
  return calls.some((call) => admits(before, call) !== admits(now, call));
}

function differences(a: Call, b: Call): number {
  const headers = (call: Call): string => JSON.stringify(call.headers);
  return [a.caller !== b.caller, a.method !== b.method, a.path !== b.path, headers(a) !== headers(b)].filter(
    Boolean,
  ).length;
}
