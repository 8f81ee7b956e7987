import type { Behaviour, ClientView } from '../behaviour/behaviour.ts';
import type { SplitPlan } from '../compile/plan.ts';
import { localName } from '../behaviour/split.ts';
import type { World } from '../compile/world.ts';
import { at, ofKind } from '../faults/bend-definition.ts';
import type { Service, TrafficSplit } from '../objects/model.ts';
import type { Choice } from './choice.ts';
import { halfOfAll } from './half.ts';

const hosts = ['split.root.cluster-ip', 'split.root.host-header'];
const showing = (reading: string, ids: readonly string[] = hosts): Choice['shows'] =>
  Object.fromEntries(ids.map((id) => [id, reading]));

/** Open points of what a root is, decided otherwise. */
export const rootChoices: readonly Choice[] = [
  {
    name: 'other-hosts-unsplit',
    chooses:
      'A request that names another host than the root is left to the Service whose address was dialled.',
    shows: showing('root'),
    bend: (behaviour) => ({
      ...behaviour,
      holdsFor: (client, split) => namesRoot(client) && behaviour.holdsFor(client, split),
    }),
  },
  {
    name: 'other-hosts-refused',
    chooses: 'A request that names another host than the Service whose address was dialled is refused.',
    shows: showing('fails'),
    bend: (behaviour) => ({
      ...behaviour,
      carries: (client) => namesRoot(client) && behaviour.carries(client),
    }),
  },
  {
    name: 'other-hosts-split-by-half',
    chooses: 'Every second request that names another host than the root is split.',
    shows: showing('mixed'),
    bend: (behaviour) => {
      let turn = false;
      return {
        ...behaviour,
        holdsFor: (client, split) =>
          (namesRoot(client) || (turn = !turn)) && behaviour.holdsFor(client, split),
      };
    },
  },
  {
    name: 'hosts-decide',
    chooses: 'A request goes to the Service that it names, whichever address was dialled.',
    shows: { 'split.root.host-header': 'other-service' },
    bend: (behaviour) => ({ ...behaviour, routesBy: 'host' }),
  },
  {
    name: 'roots-must-come-first',
    chooses: 'A split whose root comes later than itself is never in force.',
    shows: { 'split.root.missing': 'not-split' },
    bend: lateRoots(() => undefined),
  },
  {
    name: 'late-roots-by-half',
    chooses: 'A split whose root comes later than itself holds for every second request.',
    shows: { 'split.root.missing': 'mixed' },
    bend: lateRoots((split) => ({ ...split, conditions: halfOfAll })),
  },
  {
    name: 'missing-roots-break-others',
    chooses: 'As long as the root of a split does not exist no Service of its namespace works.',
    shows: { 'split.root.missing': 'other-services-broken' },
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) =>
        behaviour.governs(split, service, world) || (near(split, service) && !hasRoot(split, world)),
      inOrder: (splits, world) =>
        splits.some(({ written }) => !hasRoot(written, world))
          ? [{ id: 'missing root', backends: [] }]
          : behaviour.inOrder(splits, world),
    }),
  },
  {
    name: 'bare-root-names',
    chooses: 'The root of a split is named by the bare name of its Service, and by no other.',
    shows: { 'split.root.fqdn-in-spec': 'not-split' },
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) =>
        !split.service.includes('.') && behaviour.governs(split, service, world),
    }),
  },
  {
    name: 'long-root-names-by-half',
    chooses: 'A split that names its root by a longer name holds for every second request.',
    shows: { 'split.root.fqdn-in-spec': 'mixed' },
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own, written) =>
        behaviour.enforce(
          written.service.includes('.') ? { ...split, conditions: halfOfAll } : split,
          own,
          written,
        ),
    }),
  },
  {
    name: 'long-root-names-refused',
    chooses: 'Definitions refuse a split that names its root by more than a bare name.',
    shows: { 'split.root.fqdn-in-spec': 'rejected' },
    bendDefinition: ofKind(
      'TrafficSplit',
      at(['spec', 'service'], (schema) => ({ ...schema, pattern: '^[^.]*$' })),
    ),
  },
  {
    name: 'self-reference-undoes-the-split',
    chooses: 'A split that has its root among its backends is not in force.',
    shows: { 'split.self-reference': 'ignored', 'ex.split.self-reference': 'ignored' },
    bend: selfReference(() => undefined),
  },
  {
    name: 'self-reference-left-out',
    chooses: 'A root among its own backends is left out there.',
    shows: { 'split.self-reference': 'left-out', 'ex.split.self-reference': 'left-out' },
    bend: selfReference((split, root) => ({
      ...split,
      backends: split.backends.filter(({ service }) => service !== root),
    })),
  },
  {
    name: 'self-reference-fails',
    chooses: 'What a split sends to its own root comes back to it, until somebody ends that with an error.',
    shows: { 'split.self-reference': 'loops', 'ex.split.self-reference': 'loops' },
    bend: selfReference((split, root) => ({
      ...split,
      backends: split.backends.map((one) => (one.service === root ? { ...one, endpoints: [] } : one)),
    })),
  },
  {
    name: 'self-reference-not-taken-over',
    chooses: 'A change that puts the root among the backends of a split is not taken over.',
    shows: { 'split.self-reference': 'mixed', 'ex.split.self-reference': 'mixed' },
    bend: (behaviour) => ({
      ...behaviour,
      believe: (before, now) =>
        before !== undefined && now?.kind === 'TrafficSplit' && namesItself(now)
          ? before
          : behaviour.believe(before, now),
    }),
  },
];

function namesRoot({ host, rootName }: ClientView): boolean {
  return host?.split(/[.:]/)[0] === rootName;
}

function near(split: TrafficSplit, service: Service): boolean {
  return split.namespace === service.namespace;
}

function hasRoot(split: TrafficSplit, world: World): boolean {
  return world.namespace(split.namespace).services.has(rootOf(split));
}

function rootOf({ service, namespace }: TrafficSplit): string {
  return localName(service, namespace) ?? service;
}

function namesItself(split: TrafficSplit): boolean {
  return split.backends.some(({ service }) => service === rootOf(split));
}

function selfReference(
  fate: (split: SplitPlan, root: string) => SplitPlan | undefined,
): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    enforce: (split, own, written) => {
      const changed = namesItself(written) ? fate(split, rootOf(written)) : split;
      return changed === undefined ? undefined : behaviour.enforce(changed, own, written);
    },
  });
}

/** Splits that were seen without their root keep that fate for as long as they live. */
function lateRoots(fate: (split: SplitPlan) => SplitPlan | undefined): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => {
    const late = new Set<string>();
    return {
      ...behaviour,
      governs: (split, service, world) => {
        if (near(split, service) && !hasRoot(split, world)) late.add(split.uid);
        return behaviour.governs(split, service, world);
      },
      enforce: (split, own, written) => {
        const changed = late.has(written.uid) ? fate(split) : split;
        return changed === undefined ? undefined : behaviour.enforce(changed, own, written);
      },
    };
  };
}
