import { asked, denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { looksAt, readingOf, refusalOf } from './granted.ts';

// What is not said of paths. Each group has an undisputed route, too, which shows when it is in force.
describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.path.anchored-end', async (context) => {
    const { one } = context.clients;
    const seen = await looksAt(
      context,
      [{ name: 'api', pathRegex: '/api', methods: ['GET'] }],
      [reached(one, 'GET /api'), asked(one, 'GET /api/v1'), asked(one, 'GET /apiary')],
    );
    context.observe(
      readingOf(seen, { 'reached reached': 'prefix', 'reached denied': 'segments', 'denied denied': 'full' }),
    );
  });

  scenario('specs.http.path.query', async (context) => {
    const { one } = context.clients;
    const seen = await looksAt(
      context,
      [
        { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] },
        { name: 'search', pathRegex: '/search\\?page=1', methods: ['GET'] },
      ],
      [asked(one, 'GET /metrics?page=1'), asked(one, 'GET /search?page=1'), asked(one, 'GET /search?other')],
    );
    context.observe(
      readingOf(seen, {
        'reached denied denied': 'query-ignored',
        'reached reached denied': 'query-seen',
        'denied reached denied': 'query-seen',
      }),
    );
  });

  scenario('specs.http.path.case', async (context) => {
    const { one } = context.clients;
    const seen = await looksAt(
      context,
      [{ name: 'metrics', pathRegex: '/metrics', methods: ['GET'] }],
      [reached(one, 'GET /metrics'), asked(one, 'GET /METRICS')],
    );
    context.observe(readingOf(seen, { reached: 'matched', denied: 'not-matched' }));
  });

  scenario('specs.http.path.encoded', async (context) => {
    const { one } = context.clients;
    const seen = await looksAt(
      context,
      [{ name: 'public', pathRegex: '/public/.*', methods: ['GET'] }],
      [
        reached(one, 'GET /public/page'),
        denied(one, 'GET /admin'),
        asked(one, 'GET /%70ublic/page'),
        asked(one, 'GET //public/page'),
        asked(one, 'GET /x/../public/page'),
        asked(one, 'GET /public/../admin'),
        asked(one, 'GET /public/%2e%2e/admin'),
      ],
    );
    const means = { granted: seen.slice(0, 3), denied: seen.slice(3) };
    const through = means.denied.filter(({ fate }) => fate !== 'denied');
    for (const { row } of through)
      context.finding(
        `A rule for /public/.* lets ${row.path} through, which an application may take for /admin.`,
      );
    context.observe(
      through.length > 0
        ? 'bypass'
        : readingOf(means.granted, {
            'reached reached reached': 'normalised',
            'denied denied denied': 'literal',
          }),
    );
  });
});

describeSection('traffic-specs', 'HTTP header filters', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.path.trailing-example', async (context) => {
    const { one } = context.clients;
    const seen = await looksAt(
      context,
      [{ name: 'api', pathRegex: '/api/.*', methods: ['GET'] }],
      [reached(one, 'GET /api/items'), asked(one, 'GET /api')],
    );
    context.observe(readingOf(seen, { reached: 'matched', denied: 'not-matched' }));
  });
});

// A mesh may choke on it, and others would feel that.
describeSection(
  'traffic-specs',
  'HTTPRouteGroup',
  { mode: 'strict', testbed: 'destination', alone: true },
  () => {
    scenario('specs.http.path.invalid-regex', async (context) => {
      const { one, two } = context.clients;
      const routes = ['/sound', '('].map((pathRegex, index) => ({
        name: `route-${index}`,
        pathRegex,
        methods: ['GET'],
      }));
      const refusal = await refusalOf(context, routes);
      if (refusal !== undefined) {
        context.observe('rejected', refusal);
        return;
      }
      const api = await context.service('api', { pods: context.server });
      const group = await context.routes('group', routes);
      await context.target('one', { sources: [one], rules: [group.rule()] });
      // Comes later and is beyond dispute: once it is in force, so is whatever became of the broken one.
      const own = await context.routes('own', [{ name: 'own', pathRegex: '/own', methods: ['GET'] }]);
      await context.target('two', { sources: [two], rules: [own.rule()] });

      const seen = await context.access(api, [
        reached(two, 'GET /own'),
        denied(two, 'GET /other'),
        asked(one, 'GET /sound'),
        asked(one, 'GET /other'),
        asked(one, 'GET /('),
      ]);
      if (seen.slice(1).some(({ fate }) => fate !== 'denied'))
        context.finding('An expression that is none opens what no expression grants.');
      context.observe(
        readingOf(seen, {
          'reached denied denied': 'never-matches',
          'denied denied denied': 'group-ignored',
          'reached reached reached': 'opens',
          'reached reached denied': 'opens',
        }),
      );
    });
  },
);
