import { denialChoices } from './access-denial.ts';
import { reachChoices } from './access-reach.ts';
import { ruleChoices } from './access-rules.ts';
import { accessChoices } from './access.ts';
import type { Choice } from './choice.ts';
import { definitionChoices } from './definitions.ts';
import { schemaChoices } from './schemas.ts';
import { bindingChoices } from './bindings.ts';
import { connectionChoices } from './connections.ts';
import { portChoices } from './ports.ts';
import { backendChoices } from './split-backends.ts';
import { conflictChoices } from './split-conflicts.ts';
import { rootChoices } from './split-roots.ts';
import { lifecycleChoices } from './split-lifecycle.ts';
import { companyChoices } from './split-company.ts';
import { conditionChoices } from './split-conditions.ts';
import { headerChoices } from './headers.ts';
import { choicesInTurn } from './in-turn.ts';
import { routeChoices } from './routes.ts';
import { splitChoices } from './split.ts';

export type { Choice } from './choice.ts';

/** Every choice, in the order in which several are made at once. */
export const choices: readonly Choice[] = [
  ...splitChoices,
  ...backendChoices,
  ...rootChoices,
  ...lifecycleChoices,
  ...conflictChoices,
  ...conditionChoices,
  ...companyChoices,
  ...portChoices,
  ...definitionChoices,
  ...schemaChoices,
  ...accessChoices,
  ...ruleChoices,
  ...denialChoices,
  ...reachChoices,
  ...bindingChoices,
  ...connectionChoices,
  ...routeChoices,
  ...headerChoices,
  ...choicesInTurn,
];
