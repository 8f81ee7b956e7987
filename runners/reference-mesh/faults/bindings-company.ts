import { boundIdentities } from '../behaviour/access.ts';
import { believing } from './believing.ts';
import { standingFor } from './bindings.ts';
import type { Fault } from './fault.ts';

/** Slips with IdentityBindings that have company, or that change. */
export const boundFaults: readonly Fault[] = [
  {
    name: 'trust-domains-ignored',
    lies: 'The trust domain of the SPIFFE ids in an IdentityBinding is not looked at.',
    breaks: ['access.ib.spiffe'],
    bend: standingFor((binding, world) => {
      const spiffeIdentities = binding.spiffeIdentities.map((id) =>
        id.replace(/^spiffe:\/\/[^/]+/, 'spiffe://cluster.local'),
      );
      return boundIdentities({ ...binding, spiffeIdentities }, world);
    }),
  },
  {
    name: 'bindings-kept-by-bare-name',
    lies: 'An IdentityBinding is not taken in where another namespace has one of its name.',
    breaks: ['access.ib.mixed-kinds'],
    bend: (behaviour) => {
      const holders = new Map<string, string>();
      return believing('IdentityBinding', (before, now) => {
        const { namespace = '', name = '' } = now ?? before ?? {};
        const holder = holders.get(name) ?? namespace;
        if (holder !== namespace) return undefined;
        if (now === undefined) holders.delete(name);
        else holders.set(name, namespace);
        return now;
      })(behaviour);
    },
  },
  {
    name: 'bound-destinations-stay',
    lies: 'A TrafficTarget whose destination is an IdentityBinding opens what that stood for at first.',
    breaks: ['access.ib.destination'],
    bend: (behaviour) => {
      const opened = new Map<string, readonly string[]>();
      return {
        ...behaviour,
        identities: (reference, namespace, world) => {
          const now = behaviour.identities(reference, namespace, world);
          const targets = [...world.namespace(namespace).targets.values()];
          if (reference.kind !== 'IdentityBinding' || now.length === 0) return now;
          if (!targets.some(({ destination }) => destination === reference)) return now;
          const key = `${reference.namespace ?? namespace}/${reference.name}`;
          const first = opened.get(key) ?? now;
          opened.set(key, first);
          return first;
        },
      };
    },
  },
];
