import type { TrafficSplit } from '../objects/model.ts';
import { believing } from './believing.ts';
import type { Fault } from './fault.ts';

/** Faults in how the mesh follows what is created, changed and deleted. */
export const lifecycleFaults: readonly Fault[] = [
  {
    name: 'new-splits-unseen',
    lies: 'A TrafficSplit that is created while the mesh runs has no effect.',
    breaks: ['split.lifecycle.create', 'split.lifecycle.order-independent', 'split.workflow.rollout'],
    alsoBreaks: ['split.matches.*', 'access.with-split*'],
    bend: believing('TrafficSplit', (before, now) => (before === undefined ? undefined : now)),
  },
  {
    name: 'split-updates-lost',
    lies: 'A TrafficSplit keeps the weights that it was created with.',
    breaks: [
      'split.lifecycle.update',
      'split.lifecycle.remove-backend',
      'split.lifecycle.shift-full',
      'split.lifecycle.add-backend',
      'split.lifecycle.change-root',
      'split.backend.appears-later',
      'split.workflow.rollout',
      'split.matches.removed',
    ],
    alsoBreaks: ['split.matches.*'],
    bend: believing('TrafficSplit', (before, now) => (now === undefined ? undefined : (before ?? now))),
  },
  {
    name: 'removed-backends-kept',
    lies: 'A backend that is taken out of a TrafficSplit keeps its weight.',
    breaks: ['split.lifecycle.remove-backend', 'split.lifecycle.shift-full', 'split.workflow.rollout'],
    bend: believing('TrafficSplit', (before, now) =>
      before?.kind === 'TrafficSplit' && now?.kind === 'TrafficSplit' ? withBackendsOf(before, now) : now,
    ),
  },
  {
    name: 'deleted-splits-stay',
    lies: 'A TrafficSplit stays in force after it was deleted.',
    breaks: ['split.lifecycle.delete-reverts', 'gen.cleanup', 'split.lifecycle.delete-recreate'],
    bend: believing('TrafficSplit', (before, now) => now ?? before),
  },
  {
    name: 'new-targets-unseen',
    lies: 'A TrafficTarget that is created while the mesh runs opens nothing.',
    breaks: ['access.lifecycle.create', 'access.allow.listed-source'],
    bend: believing('TrafficTarget', (before, now) => (before === undefined ? undefined : now)),
  },
  {
    name: 'deleted-targets-stay',
    lies: 'What a TrafficTarget has opened stays open after it was deleted.',
    breaks: ['access.lifecycle.delete'],
    bend: believing('TrafficTarget', (before, now) => now ?? before),
  },
  {
    name: 'target-updates-only-add',
    lies: 'What a TrafficTarget no longer lists stays granted.',
    breaks: ['access.lifecycle.update-source', 'access.lifecycle.update-rule'],
    alsoBreaks: ['access', 'specs', 'ex'],
    bend: believing('TrafficTarget', (before, now) =>
      before?.kind === 'TrafficTarget' && now?.kind === 'TrafficTarget'
        ? { ...now, sources: [...before.sources, ...now.sources], rules: [...before.rules, ...now.rules] }
        : now,
    ),
  },
  {
    name: 'target-updates-lost',
    lies: 'A TrafficTarget keeps the sources and rules that it was created with.',
    breaks: ['access.lifecycle.update-source', 'access.lifecycle.update-rule'],
    bend: believing('TrafficTarget', (before, now) => (now === undefined ? undefined : (before ?? now))),
  },
];

function withBackendsOf(before: TrafficSplit, now: TrafficSplit): TrafficSplit {
  const named = new Set(now.backends.map(({ service }) => service));
  return {
    ...now,
    backends: [...now.backends, ...before.backends.filter(({ service }) => !named.has(service))],
  };
}
