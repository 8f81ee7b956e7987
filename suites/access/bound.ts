import { workloadLabel } from '../../fixtures/agent/manifest.ts';
import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { poolLabel } from '../../fixtures/testbed/workloads.ts';
import type {
  Applied,
  AppliedTarget,
  Client,
  Identity,
  ScenarioContext,
  Schemes,
} from '../scenario/context.ts';

export const get = 'GET /';
export const everything: HttpMatch = { name: 'everything', pathRegex: '.*', methods: ['*'] };

/** Labels of every client's pod, each of which runs under an account of its own. */
export const clientLabels: Readonly<Record<string, string>> = { [poolLabel]: 'clients' };
export const labelsOf = ({ name }: Client): Record<string, string> => ({
  ...clientLabels,
  [workloadLabel]: name,
});

/** The clients, where the cluster serves IdentityBinding: the kind came with v1alpha4 and not every mesh brought it. */
export function bound({ api, clients, unsupported }: ScenarioContext): ScenarioContext['clients'] {
  return api.servedVersions('IdentityBinding').length > 0
    ? clients
    : unsupported('The cluster does not serve IdentityBinding.');
}

/** Opens the server, or another destination, to whoever the sources stand for. */
export async function grant(
  { routes, target }: ScenarioContext,
  name: string,
  sources: readonly Identity[],
  destination?: Identity,
): Promise<AppliedTarget> {
  const all = await routes(name, [everything]);
  return await target(name, {
    sources,
    rules: [all.rule()],
    ...(destination === undefined ? {} : { destination }),
  });
}

export function spiffeIdOf({ spiffeId }: Client, { unsupported }: ScenarioContext): string {
  return spiffeId ?? unsupported('The profile of the mesh does not say what SPIFFE ids it gives to pods.');
}

/** A binding of the other namespace, called as one of this namespace is. */
export async function bindElsewhere(
  { apply, nameFor, siblingNamespace }: ScenarioContext,
  name: string,
  schemes: Schemes,
): Promise<Applied> {
  return await apply({
    kind: 'IdentityBinding',
    name: nameFor(name),
    namespace: siblingNamespace,
    ...schemes,
  });
}
