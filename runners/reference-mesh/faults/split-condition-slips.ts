import type { Fault } from './fault.ts';
import { contentOf } from './split-bends.ts';

/** Conditions that are looked up or asked for once too seldom. */
export const conditionSlips: readonly Fault[] = [
  {
    name: 'groups-must-come-first',
    lies: 'A route group that is made after the split that refers to it is no condition of that until the split is written anew.',
    breaks: ['split.matches.group-updated'],
    bend: (behaviour) => {
      const late = new Set<string>();
      return {
        ...behaviour,
        conditionsOf: (split, world) => {
          const key = `${split.uid} ${contentOf(split)}`;
          const present = world.namespace(split.namespace).groups;
          for (const name of split.groups) if (!present.has(name)) late.add(`${key} ${name}`);
          const groups = split.groups.filter((name) => !late.has(`${key} ${name}`));
          return groups.length === 0 && split.groups.length > 0
            ? []
            : behaviour.conditionsOf({ ...split, groups }, world);
        },
      };
    },
  },
  {
    name: 'conditions-of-the-first-request',
    lies: 'Whether the conditions of a split are met is asked for the first request of a connection, and holds for all that follow there.',
    breaks: ['split.matches.miss-goes-to-root'],
    bend: (behaviour) => ({ ...behaviour, asksConditionsFor: 'connection' }),
  },
  {
    name: 'conditions-on-the-first-port',
    lies: 'The conditions of a split are used up by the first port of its root; on the others it holds for every request.',
    breaks: ['split.matches.miss-goes-to-root'],
    bend: (behaviour) => {
      const used = new Set<string>();
      return {
        ...behaviour,
        rootPorts: (root, backends) => {
          used.clear();
          return behaviour.rootPorts(root, backends);
        },
        conditionsOf: (split, world) => {
          if (used.has(split.uid)) return undefined;
          used.add(split.uid);
          return behaviour.conditionsOf(split, world);
        },
      };
    },
  },
];
