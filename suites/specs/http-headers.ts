import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { anyMethod, anyPath, grantsExactly, unlessRefused } from './granted.ts';

/** A route for which only headers count. */
const withHeaders = (name: string, headers: NonNullable<HttpMatch['headers']>): HttpMatch => ({
  name,
  ...anyPath,
  ...anyMethod,
  headers,
});

const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';

function without(name: string, headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
}

// Expressions are written so that a search in the value and a match of the whole agree.
describeSection('traffic-specs', 'HTTP header filters', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.headers.single', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [withHeaders('chrome', { 'user-agent': '.*Chrome/[0-9]+.*' })],
      [
        reached(one, 'GET /', { 'user-agent': chrome }),
        denied(one, 'GET /', { 'user-agent': firefox }),
        denied(one, 'GET /', { 'user-agent': 'Chrome' }),
        // Another header, whatever variables both become in some languages.
        denied(one, 'GET /', { user_agent: chrome }),
        denied(one, 'GET /', { 'user-agent': firefox, 'x-user-agent': chrome, 'user-agent-2': chrome }),
      ],
    );
  });

  scenario('specs.http.headers.and', async (context) => {
    const { one } = context.clients;
    const all = {
      'user-agent': 'App (Android 15)',
      cookie: `session=${'0123456789'.repeat(60)}; type=insider; seen=1`,
      'x-group': 'insiders',
      'x-group-id': 'insiders',
      'x-region': 'eu-west-1',
    };
    const names = ['user-agent', 'cookie', 'x-group', 'x-group-id', 'x-region'] as const;
    const group = { 'x-group': '^insiders$', 'x-group-id': '^insiders$' };
    const filters = { 'user-agent': '.*Android.*', cookie: '.*type=insider.*', ...group };
    await grantsExactly(
      context,
      [withHeaders('android-insiders', { ...filters, 'x-region': '^eu-.*' })],
      [
        reached(one, 'GET /', all),
        ...names.map((name) => denied(one, 'GET /', { ...all, [name]: 'another' })),
        ...names.map((name) => denied(one, 'GET /', without(name, all))),
        denied(one, 'GET /', { ...all, 'x-group': all['x-region'], 'x-region': all['x-group'] }),
      ],
    );
  });

  scenario('specs.http.headers.or', async (context) => {
    const { one } = context.clients;
    const teams = Array.from({ length: 40 }, (_, index) => `team-${index + 1}`);
    const any = [
      ...teams.map((team) => withHeaders(team, { 'x-group': `^${team}$` })),
      withHeaders('staff', { 'x-group': '^(crew|staff-[0-9]{2})$' }),
      withHeaders('firefox', { 'user-agent': '.*Firefox.*' }),
      withHeaders('quoted', { 'x-group': '^say "hi"$' }),
      withHeaders('early', { 'x-group': '^beta$|^canary$' }),
      withHeaders('release', { 'x-group': '^v[0-9]+\\.[0-9]+(-rc)?$' }),
    ];
    await grantsExactly(context, any, [
      ...['team-1', 'team-9', 'team-40', 'say "hi"', 'crew', 'staff-07', 'canary', 'v1.20', 'v1.2-rc'].map(
        (group) => reached(one, 'GET /', { 'user-agent': 'curl/8', 'x-group': group }),
      ),
      reached(one, 'GET /', { 'user-agent': firefox, 'x-group': 'everybody' }),
      ...['team-41', 'team-', 'staff-7', 'canary-2', 'v1x20'].map((group) =>
        denied(one, 'GET /', { 'user-agent': 'curl/8', 'x-group': group }),
      ),
    ]);
  });

  scenario('specs.http.headers.only', async (context) => {
    const { one } = context.clients;
    const inside = { 'x-group': 'insiders' };
    const insiders = [
      { name: 'parts', pathRegex: '/parts', methods: ['PUT'], headers: { 'x-team': '^builders$' } },
      { name: 'insiders', headers: { 'x-group': '^insiders$' } },
      { name: 'crew', pathRegex: '/parts', headers: { 'x-team': '^crew$' } },
      { name: 'readers', methods: ['GET'], headers: { 'x-team': '^readers$' } },
    ];
    await unlessRefused(context, insiders);
    await grantsExactly(context, insiders, [
      reached(one, 'GET /', inside),
      reached(one, 'POST /items', inside),
      reached(one, 'DELETE /items/1/parts', inside),
      reached(one, 'PUT /parts', { 'x-team': 'builders' }),
      denied(one, 'PUT /items', { 'x-team': 'builders' }),
      reached(one, 'POST /parts', { 'x-team': 'crew' }),
      denied(one, 'POST /items', { 'x-team': 'crew' }),
      reached(one, 'GET /items/1', { 'x-team': 'readers' }),
      denied(one, 'POST /items/1', { 'x-team': 'readers' }),
      denied(one, 'GET /'),
      denied(one, 'POST /items', { 'x-group': 'everybody' }),
    ]);
  });

  scenario('specs.http.headers.combined', async (context) => {
    const { one } = context.clients;
    const phone = { 'user-agent': 'Mozilla/5.0 (iPhone)' };
    const android = { 'user-agent': 'Mozilla/5.0 (Android)' };
    await grantsExactly(
      context,
      [
        {
          name: 'iphone-users',
          pathRegex: '/api/.*',
          methods: ['GET', 'HEAD'],
          headers: { 'user-agent': '.*iPhone.*' },
        },
        // What the routes of a group have in common is no more than the group.
        {
          name: 'android-writers',
          pathRegex: '/api/.*',
          methods: ['PUT'],
          headers: { 'user-agent': '.*Android.*' },
        },
        { name: 'ping', pathRegex: '/ping', methods: ['GET'] },
      ],
      [
        reached(one, 'GET /ping'),
        reached(one, 'PUT /api/items', android),
        denied(one, 'PUT /api/items', phone),
        denied(one, 'PUT /ping', android),
        reached(one, 'GET /api/items', phone),
        reached(one, 'HEAD /api/items', phone),
        denied(one, 'GET /other', phone),
        denied(one, 'POST /api/items', phone),
        denied(one, 'GET /api/items', android),
        denied(one, 'GET /api/items'),
      ],
    );
  });

  // Every answer of the application says that it is JSON.
  scenario('specs.http.headers.request-only', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [withHeaders('json', { 'content-type': '.*json.*' })],
      [reached(one, 'POST /', { 'content-type': 'application/json' }), denied(one, 'GET /')],
    );
  });

  scenario('specs.http.headers.absent', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      // Expressions that nothing, too, would fit, and one that it would not.
      Object.entries({ any: '.*', some: '.+', maybe: '^(anybody)?$' }).map(([name, pattern]) => ({
        name,
        pathRegex: `/${name}`,
        ...anyMethod,
        headers: { 'x-group': pattern },
      })),
      ['any', 'some', 'maybe'].flatMap((path) => [
        reached(one, `GET /${path}`, { 'x-group': 'anybody' }),
        denied(one, `GET /${path}`),
        denied(one, `GET /${path}`, { 'x-other-group': 'anybody' }),
      ]),
    );
  });

  scenario('specs.http.headers.name-case', async (context) => {
    const { one } = context.clients;
    const spellings = { lower: 'x-group', upper: 'X-GROUP', mixed: 'X-Group' };
    const routes = Object.entries(spellings).map(([name, spelling]) => ({
      name,
      pathRegex: `/${name}`,
      ...anyMethod,
      headers: { [spelling]: '^insiders$' },
    }));
    await grantsExactly(context, routes, [
      ...Object.values(spellings).flatMap((spelling) =>
        routes.map(({ name }) => reached(one, `GET /${name}`, { [spelling]: 'insiders' })),
      ),
      ...routes.map(({ name }) => denied(one, `GET /${name}`, { 'x-group': 'everybody' })),
    ]);
  });

  scenario('specs.http.headers.value-case', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [withHeaders('insiders', { 'x-group': '^Insiders-eu$' })],
      [
        reached(one, 'GET /', { 'x-group': 'Insiders-eu' }),
        ...['INSIDERS-EU', 'insiders-eu', 'Insiders-EU'].map((group) =>
          denied(one, 'GET /', { 'x-group': group }),
        ),
      ],
    );
  });
});
