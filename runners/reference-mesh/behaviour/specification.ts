import { accessRules } from './access.ts';
import type { Behaviour } from './behaviour.ts';
import { routeRules } from './routes.ts';
import { splitRules } from './split.ts';

/** The mesh as the documents want it. */
export const specification: Behaviour = {
  ...splitRules,
  ...routeRules,
  ...accessRules,
  believe: (_before, now) => now,
};
