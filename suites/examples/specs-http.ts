import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { asked, denied, reached, type Row } from '../scenario/access-table.ts';
import type { ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { programme } from './programme.ts';

/** The examples show groups alone: a TrafficTarget is added that grants exactly their routes to one client. */
async function grants(
  context: ScenarioContext,
  matches: readonly HttpMatch[],
  rows: readonly Row[],
): Promise<readonly string[]> {
  const { service, server, clients, routes, target, access, api } = context;
  const headers = matches.some((match) => match.headers !== undefined);
  programme(
    context,
    { 'the-routes': clients.one },
    'A TrafficTarget is added that grants the group to one client, since a group does nothing alone.',
    ...(headers
      ? [`Headers are written as a ${api.headerShape}, as the cluster's definition has them.`]
      : []),
  );
  const application = await service('application', { pods: server });
  const group = await routes('the-routes', matches);
  await target('the-routes', { sources: [clients.one], rules: [group.rule()] });
  const seen = await access(application, rows);
  return seen.map(({ fate }) => fate);
}

const [android, iphone, firefox, curl] = [
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/130.0 Mobile',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148',
  'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
  'curl/8.5',
] as const;

const insiders: HttpMatch = {
  name: 'android-insiders',
  headers: { 'user-agent': '.*Android.*', cookie: '^(.*?;)?(type=insider)(;.*)?$' },
};
const firefoxUsers: HttpMatch = { name: 'firefox-users', headers: { 'user-agent': '.*Firefox.*' } };

describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('ex.specs.the-routes', async (context) => {
    const { one, two } = context.clients;
    await grants(
      context,
      [
        { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] },
        { name: 'health', pathRegex: '/ping', methods: ['*'] },
      ],
      [
        reached(one, 'GET /metrics'),
        denied(one, 'POST /metrics'),
        reached(one, 'GET /ping'),
        reached(one, 'POST /ping'),
        denied(one, 'GET /'),
        denied(one, 'GET /elsewhere'),
        denied(two, 'GET /metrics'),
        denied(two, 'GET /ping'),
      ],
    );
  });

  scenario('ex.specs.everything', async (context) => {
    const { one, two } = context.clients;
    await grants(
      context,
      [{ name: 'everything', pathRegex: '.*', methods: ['*'] }],
      [
        reached(one, 'GET /'),
        reached(one, 'PATCH /deep/down/below'),
        reached(one, 'DELETE /metrics'),
        denied(two, 'GET /'),
      ],
    );
  });
});

describeSection('traffic-specs', 'HTTP header filters', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('ex.specs.android-insiders', async (context) => {
    const { one } = context.clients;
    await grants(
      context,
      [insiders],
      [
        reached(one, 'GET /', { 'user-agent': android, cookie: 'type=insider' }),
        reached(one, 'GET /', { 'user-agent': android, cookie: 'a=b;type=insider;c=d' }),
        denied(one, 'GET /', { 'user-agent': android, cookie: 'type=everybody' }),
        denied(one, 'GET /', { 'user-agent': android }),
        denied(one, 'GET /', { 'user-agent': iphone, cookie: 'type=insider' }),
      ],
    );
  });

  scenario('ex.specs.android-or-firefox', async (context) => {
    const { one } = context.clients;
    await grants(
      context,
      [insiders, firefoxUsers],
      [
        reached(one, 'GET /', { 'user-agent': android, cookie: 'type=insider' }),
        reached(one, 'GET /', { 'user-agent': firefox }),
        denied(one, 'GET /', { 'user-agent': android }),
        denied(one, 'GET /', { 'user-agent': curl, cookie: 'type=insider' }),
      ],
    );
  });

  // Bare /api is said to be covered, and the expression does not match it: that row is looked at and not judged.
  scenario('ex.specs.iphone', async (context) => {
    const { one } = context.clients;
    const [bare] = await grants(
      context,
      [
        {
          name: 'iphone-users',
          pathRegex: '/api/.*',
          methods: ['GET', 'HEAD'],
          headers: { 'user-agent': '.*iPhone.*' },
        },
      ],
      [
        reached(one, 'GET /api/items', { 'user-agent': iphone }),
        reached(one, 'HEAD /api/items', { 'user-agent': iphone }),
        denied(one, 'POST /api/items', { 'user-agent': iphone }),
        denied(one, 'GET /api/items', { 'user-agent': android }),
        denied(one, 'GET /items', { 'user-agent': iphone }),
        asked(one, 'GET /api', { 'user-agent': iphone }),
      ],
    );
    context.note('GET /api itself', [`It is ${bare ?? 'not seen'}.`]);
  });
});
