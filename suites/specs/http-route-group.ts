import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached, type Row } from '../scenario/access-table.ts';
import type { ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

/** Route groups do nothing alone: a target that grants `clients.one` exactly these routes makes them visible. */
async function grantsExactly(
  context: ScenarioContext,
  matches: readonly HttpMatch[],
  rows: readonly Row[],
): Promise<void> {
  const api = await context.service('api', { pods: context.server });
  const group = await context.routes('group', matches);
  await context.target('one', { sources: [context.clients.one], rules: [group.rule()] });
  await context.access(api, rows);
}

describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.inert', async ({ service, server, clients, routes, tcpRoute, access }) => {
    const api = await service('api', { pods: server });

    await routes('everything', [{ name: 'everything', pathRegex: '.*', methods: ['*'] }]);
    await tcpRoute('every-port', [8080]);

    await access(api, [denied(clients.one, 'GET /'), denied(clients.two, 'POST /anything')]);
  });

  scenario('specs.http.path.literal', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [{ name: 'metrics', pathRegex: '/metrics', methods: ['GET'] }],
      [reached(one, 'GET /metrics'), denied(one, 'GET /other'), denied(one, 'GET /')],
    );
  });

  // Only the start is anchored by the text; whether the end is too is left open, so no row depends on it.
  scenario('specs.http.path.anchored-start', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [{ name: 'metrics', pathRegex: '/metrics', methods: ['*'] }],
      [reached(one, 'GET /metrics'), denied(one, 'GET /x/metrics'), denied(one, 'GET /internal/v1/metrics')],
    );
  });

  scenario('specs.http.path.wildcard', async (context) => {
    const { one, two } = context.clients;
    await grantsExactly(
      context,
      [{ name: 'everything', pathRegex: '.*', methods: ['*'] }],
      [
        reached(one, 'GET /'),
        reached(one, 'GET /metrics'),
        reached(one, 'POST /a/b?c=d'),
        denied(two, 'GET /'),
      ],
    );
  });

  scenario('specs.http.methods.single', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [{ name: 'read', pathRegex: '.*', methods: ['GET'] }],
      [reached(one, 'GET /items'), denied(one, 'POST /items'), denied(one, 'DELETE /items')],
    );
  });

  scenario('specs.http.methods.star', async (context) => {
    const { one, two } = context.clients;
    const methods = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH'];
    await grantsExactly(
      context,
      [{ name: 'any', pathRegex: '/items', methods: ['*'] }],
      [
        ...methods.map((method) => reached(one, `${method} /items`)),
        denied(one, 'GET /other'),
        denied(two, 'GET /items'),
      ],
    );
  });
});

describeSection('traffic-specs', 'HTTP header filters', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.methods.list', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [{ name: 'read', pathRegex: '.*', methods: ['GET', 'HEAD'] }],
      [reached(one, 'GET /items'), reached(one, 'HEAD /items'), denied(one, 'PUT /items')],
    );
  });

  // Values are written so that full and partial matching agree.
  scenario('specs.http.headers.single', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [{ name: 'firefox', headers: { 'user-agent': '.*Firefox.*' } }],
      [
        reached(one, 'GET /', { 'user-agent': 'Mozilla/5.0 Firefox/130.0' }),
        denied(one, 'GET /', { 'user-agent': 'Mozilla/5.0 Chrome/130.0' }),
      ],
    );
  });

  scenario('specs.http.headers.and', async (context) => {
    const { one } = context.clients;
    const insiders: HttpMatch = {
      name: 'android-insiders',
      headers: { 'user-agent': '.*Android.*', 'x-group': '^insiders$' },
    };
    await grantsExactly(
      context,
      [insiders],
      [
        reached(one, 'GET /', { 'user-agent': 'App (Android 15)', 'x-group': 'insiders' }),
        denied(one, 'GET /', { 'user-agent': 'App (Android 15)', 'x-group': 'everybody' }),
        denied(one, 'GET /', { 'user-agent': 'App (iPhone)', 'x-group': 'insiders' }),
        denied(one, 'GET /', { 'user-agent': 'App (Android 15)' }),
      ],
    );
  });

  scenario('specs.http.headers.or', async (context) => {
    const { one } = context.clients;
    const either: readonly HttpMatch[] = [
      { name: 'insiders', headers: { 'x-group': '^insiders$' } },
      { name: 'firefox', headers: { 'user-agent': '.*Firefox.*' } },
    ];
    await grantsExactly(context, either, [
      reached(one, 'GET /', { 'user-agent': 'curl/8', 'x-group': 'insiders' }),
      reached(one, 'GET /', { 'user-agent': 'Firefox/130.0', 'x-group': 'everybody' }),
      denied(one, 'GET /', { 'user-agent': 'curl/8', 'x-group': 'everybody' }),
    ]);
  });
});
