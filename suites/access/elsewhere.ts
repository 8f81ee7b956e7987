import type { HttpMatch, IdentityReference } from '../../fixtures/smi/model.ts';
import type { Applied, Client, ScenarioContext, ServiceName } from '../scenario/context.ts';

/** A server of the sibling namespace. Other scenarios may open it as well, so this one keeps to paths of its own. */
export interface ServiceElsewhere {
  readonly name: ServiceName;
  readonly account: IdentityReference;
  readonly route: (name: string) => HttpMatch;
  readonly request: (name: string) => string;
  /** Applies a target of that namespace which grants a client one of the routes; answers with it and its group. */
  readonly open: (route: string, client: Client) => Promise<readonly Applied[]>;
}

export async function serviceElsewhere(
  context: ScenarioContext,
  workload: string,
): Promise<ServiceElsewhere> {
  const { siblingNamespace: namespace, version, nameFor } = context;
  const name = await context.service('away', { pods: workload, place: 'elsewhere' });
  const account = {
    kind: 'ServiceAccount',
    name: context.accountOf(workload, 'elsewhere'),
    namespace,
  } as const;
  const path = (route: string): string => `/${nameFor('own')}/${route}`;
  const route = (of: string): HttpMatch => ({ name: of, pathRegex: path(of), methods: ['GET'] });
  return {
    name,
    account,
    route,
    request: (of) => `GET ${path(of)}`,
    open: async (of, client) => {
      const own = { name: nameFor(`open-${of}`), namespace };
      const group = await context.apply({ kind: 'HTTPRouteGroup', ...own, matches: [route(of)] });
      const target = await context.apply({
        kind: 'TrafficTarget',
        ...own,
        destination: account,
        sources: [
          {
            kind: 'ServiceAccount',
            name: client.serviceAccount,
            namespace: client.place === 'home' ? context.namespace : namespace,
          },
        ],
        rules: [{ kind: 'HTTPRouteGroup', name: own.name }],
        ...(version === 'v1alpha1' ? { port: 8080 } : {}),
      });
      return [target, group];
    },
  };
}
