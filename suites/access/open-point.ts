import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { reached, type Row } from '../scenario/access-table.ts';
import type { AppliedRoutes, Client, ScenarioContext, ServiceName } from '../scenario/context.ts';

export const get = (name: string): HttpMatch => ({ name, pathRegex: `/${name}`, methods: ['GET'] });

/** What scenarios about open points begin with: a service of the server, and a group of the routes `a` and `b`. */
export async function openPoint({
  service,
  server,
  routes,
}: ScenarioContext): Promise<{ readonly api: ServiceName; readonly group: AppliedRoutes }> {
  return {
    api: await service('api', { pods: server }),
    group: await routes('group', [get('a'), get('b')]),
  };
}

/** That a client which may ask for everything may do so over HTTP/2 as well, where the mesh carries it at all. */
export function overHttp2({ carriesHttp2 }: ScenarioContext, client: Client): readonly Row[] {
  return carriesHttp2 ? [reached(client, 'GET /', {}, { protocol: 'h2c' })] : [];
}

/**
 * Applies a target that nobody disputes, and answers with the row that shows it in force. Made after what is looked at, it
 * tells a mesh that decides otherwise from one that has not acted yet.
 */
export async function expectMarker(
  { target, clients }: ScenarioContext,
  group: AppliedRoutes,
  marker: { readonly name: string; readonly client: ScenarioContext['client'] } = {
    name: 'marker',
    client: clients.one,
  },
): Promise<Row> {
  await target(marker.name, { sources: [marker.client], rules: [group.rule('a')] });
  return reached(marker.client, 'GET /a');
}
