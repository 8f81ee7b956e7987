import { accessRules } from './access.ts';
import type { Behaviour } from './behaviour.ts';
import { connectionRules } from './connections.ts';
import { conditionRules } from './conditions.ts';
import { routeRules } from './routes.ts';
import { splitRules } from './split.ts';

/** The mesh as the documents want it. */
export const specification: Behaviour = {
  ...splitRules,
  ...conditionRules,
  ...routeRules,
  ...accessRules,
  ...connectionRules,
  believe: (_before, now) => now,
  takesInAtStart: true,
  resumed: (_before, now) => now,
  disorder: 'none',
};
