import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { asked, reached, type Row } from '../scenario/access-table.ts';
import type { ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { anyMethod, anyPath, looksAt, readingOf, refusalOf } from './granted.ts';

/** As `looksAt` and `readingOf`, for routes that the API server may also refuse. Answers with the reading. */
async function observe(
  context: ScenarioContext,
  matches: readonly HttpMatch[],
  rows: readonly Row[],
  readings: Readonly<Record<string, string>>,
): Promise<string> {
  const refusal = await refusalOf(context, matches);
  const reading =
    refusal === undefined ? readingOf(await looksAt(context, matches, rows), readings) : 'rejected';
  context.observe(reading, ...(refusal === undefined ? [] : [refusal]));
  return reading;
}

describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.methods.empty-list', async (context) => {
    const { one } = context.clients;
    await observe(
      context,
      [{ name: 'items', pathRegex: '/items', methods: [] }],
      [asked(one, 'GET /items'), asked(one, 'POST /items')],
      { 'reached reached': 'all', 'denied denied': 'none' },
    );
  });

  scenario('specs.http.methods.non-standard', async (context) => {
    const { one } = context.clients;
    const seen = await looksAt(
      context,
      [{ name: 'items', pathRegex: '/items', ...anyMethod }],
      [reached(one, 'PATCH /items'), asked(one, 'PROPFIND /items')],
    );
    context.observe(readingOf(seen, { reached: 'matched', denied: 'not-matched' }));
  });

  scenario('specs.http.name-only-route', async (context) => {
    const { one } = context.clients;
    await observe(context, [{ name: 'bare' }], [asked(one, 'GET /items'), asked(one, 'POST /')], {
      'reached reached': 'everything',
      'denied denied': 'nothing',
    });
  });
});

describeSection('traffic-specs', 'Out of scope', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.grpc', async (context) => {
    const { one } = context.clients;
    const manner = { protocol: 'grpc' } as const;
    const seen = await looksAt(
      context,
      [{ name: 'say-hello', pathRegex: '/greeter\\.Greeter/SayHello', methods: ['POST'] }],
      [
        asked(one, 'POST /greeter.Greeter/SayHello', {}, manner),
        asked(one, 'POST /greeter.Greeter/SayBye', {}, manner),
      ],
    );
    context.observe(readingOf(seen, { 'reached denied': 'matched', 'denied denied': 'not-matched' }));
  });
});

describeSection('traffic-specs', 'HTTP header filters', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.headers.anchoring', async (context) => {
    const { one } = context.clients;
    const seen = await looksAt(
      context,
      [{ name: 'firefox', ...anyPath, ...anyMethod, headers: { 'user-agent': 'Firefox' } }],
      [
        reached(one, 'GET /', { 'user-agent': 'Firefox' }),
        asked(one, 'GET /', { 'user-agent': 'Firefox/130.0' }),
        asked(one, 'GET /', { 'user-agent': 'Mozilla/5.0 Firefox' }),
      ],
    );
    context.observe(
      readingOf(seen, {
        'reached reached': 'partial',
        'reached denied': 'from-start',
        'denied denied': 'full',
      }),
    );
  });

  // The same name in two spellings is the same header, sent twice.
  scenario('specs.http.headers.multi-value', async (context) => {
    const { one } = context.clients;
    const routes = { fits: '^insiders$', joined: '^everybody, ?insiders$' };
    const seen = await looksAt(
      context,
      Object.entries(routes).map(([name, pattern]) => ({
        name,
        pathRegex: `/${name}`,
        ...anyMethod,
        headers: { 'x-group': pattern },
      })),
      [
        reached(one, 'GET /fits', { 'x-group': 'insiders' }),
        asked(one, 'GET /fits', { 'x-group': 'insiders', 'X-Group': 'everybody' }),
        asked(one, 'GET /fits', { 'x-group': 'everybody', 'X-Group': 'insiders' }),
        asked(one, 'GET /joined', { 'x-group': 'everybody', 'X-Group': 'insiders' }),
      ],
    );
    context.observe(
      readingOf(seen, {
        'reached reached denied': 'any-value',
        'reached denied denied': 'first-value',
        'denied reached denied': 'last-value',
        'denied denied reached': 'joined',
        'denied denied denied': 'not-matched',
      }),
    );
  });

  scenario('specs.http.headers.host', async (context) => {
    const { one } = context.clients;
    const reading = await observe(
      context,
      [
        {
          name: 'here',
          pathRegex: '/here',
          ...anyMethod,
          headers: { host: `.*${context.serviceNamed('api')}.*` },
        },
        { name: 'nowhere', pathRegex: '/nowhere', ...anyMethod, headers: { host: '.*no-such-host.*' } },
      ],
      [asked(one, 'GET /here'), asked(one, 'GET /nowhere')],
      { 'reached denied': 'matched', 'denied denied': 'not-matched', 'reached reached': 'ignored' },
    );
    if (reading === 'ignored')
      context.finding('A route that is written for one host is matched whatever host a request names.');
  });

  scenario('specs.http.headers.empty', async (context) => {
    const { one } = context.clients;
    await observe(
      context,
      [{ name: 'items', pathRegex: '/items', methods: ['GET'], headers: {} }],
      [asked(one, 'GET /items')],
      { reached: 'as-absent', denied: 'never-matches' },
    );
  });
});
