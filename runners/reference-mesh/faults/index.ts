import { memoryFaults } from './access-memory.ts';
import { changeFaults } from './access-change.ts';
import { destinationFaults } from './access-destinations.ts';
import { nameFaults } from './access-names.ts';
import { ruleFaults } from './access-rules.ts';
import { accessSlips } from './access-slips.ts';
import { lookAlikes } from './look-alikes.ts';
import { requestSlips } from './request-slips.ts';
import { routeMemoryFaults } from './route-memory.ts';
import { routeSlips } from './route-slips.ts';
import { splitSlips } from './split-slips.ts';
import { generalSlips } from './general-slips.ts';
import { conditionSlips } from './split-condition-slips.ts';
import { turnFaults } from './split-turns.ts';
import { identityFaults } from './access-identity.ts';
import { reachFaults } from './access-reach.ts';
import { verdictFaults } from './access-verdicts.ts';
import { accessFaults } from './access.ts';
import { definitionFaults as schemaFaults, type DefinitionFault } from './definitions.ts';
import { boundFaults } from './bindings-company.ts';
import { bindingFaults } from './bindings.ts';
import type { Fault, NamedFault } from './fault.ts';
import { generalFaults } from './general.ts';
import { lifecycleFaults } from './lifecycle.ts';
import { portSlips } from './port-slips.ts';
import { portFaults } from './ports.ts';
import { backendFaults } from './split-backends.ts';
import { conditionRouteFaults } from './split-condition-routes.ts';
import { conditionFaults } from './split-conditions.ts';
import { scopeFaults } from './split-scope.ts';
import { splitKeyFaults } from './split-keys.ts';
import { splitMemoryFaults } from './split-memory.ts';
import { splitRequestFaults } from './split-requests.ts';
import { weightFaults } from './split-weights.ts';
import { routeFaults } from './routes.ts';
import { specsFaults } from './specs.ts';
import { surfaceFaults } from './surface.ts';
import { groupSlips } from './group-slips.ts';
import { headerSlips } from './header-slips.ts';
import { pathSlips } from './path-slips.ts';

export type { DefinitionFault } from './definitions.ts';
export type { Fault, NamedFault } from './fault.ts';

/** Every fault of what the reference mesh does. */
export const faults: readonly Fault[] = [
  ...weightFaults,
  ...scopeFaults,
  ...backendFaults,
  ...conditionFaults,
  ...conditionRouteFaults,
  ...lifecycleFaults,
  ...accessFaults,
  ...identityFaults,
  ...reachFaults,
  ...specsFaults,
  ...portFaults,
  ...portSlips,
  ...bindingFaults,
  ...generalFaults,
  ...routeFaults,
  ...splitSlips,
  ...turnFaults,
  ...conditionSlips,
  ...generalSlips,
  ...accessSlips,
  ...routeSlips,
  ...requestSlips,
  ...routeMemoryFaults,
  ...lookAlikes,
  ...pathSlips,
  ...headerSlips,
  ...groupSlips,
  ...splitKeyFaults,
  ...splitMemoryFaults,
  ...splitRequestFaults,
  ...nameFaults,
  ...ruleFaults,
  ...memoryFaults,
  ...verdictFaults,
  ...changeFaults,
  ...destinationFaults,
  ...boundFaults,
];

/** Every fault of the definitions that it brings. */
export const definitionFaults: readonly DefinitionFault[] = [...schemaFaults, ...surfaceFaults];

/** Those of what it does and those of the definitions that it brings. */
export const allFaults: readonly NamedFault[] = [...faults, ...definitionFaults];
