import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { anyMethod, grantsExactly, unlessRefused } from './granted.ts';

// Only the start is anchored by the text; whether the end is too is left open, so no row depends on it.
describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.path.literal', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [{ name: 'metrics', pathRegex: '/metrics', methods: ['GET'] }],
      [reached(one, 'GET /metrics'), denied(one, 'GET /other'), denied(one, 'GET /')],
    );
  });

  scenario('specs.http.path.anchored-start', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [
        { name: 'metrics', pathRegex: '/metrics', methods: ['*'] },
        // All of an expression begins there, not the first of its alternatives only.
        { name: 'cats-or-dogs', pathRegex: '/cats$|/dogs$', methods: ['*'] },
      ],
      [
        ...['/metrics', '/cats', '/dogs'].map((path) => reached(one, `GET ${path}`)),
        ...['/x/metrics', '/internal/v1/metrics', '/x/cats', '/x/dogs'].map((path) =>
          denied(one, `GET ${path}`),
        ),
      ],
    );
  });

  scenario('specs.http.path.explicit-end', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [{ name: 'api', pathRegex: '/api$', ...anyMethod }],
      [
        reached(one, 'GET /api'),
        denied(one, 'GET /api/v1'),
        denied(one, 'GET /apiary'),
        denied(one, 'GET /x/api'),
      ],
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

  // What all dialects have in common; each states its end, so that a search and a match of the whole agree.
  scenario('specs.http.path.regex-features', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [
        { name: 'alternatives', pathRegex: '/(cats|dogs)$', methods: ['GET'] },
        { name: 'class', pathRegex: '/key-[a-f0-9]+$', methods: ['GET'] },
        { name: 'digits', pathRegex: '/items/\\d+$', methods: ['GET'] },
        { name: 'optional', pathRegex: '/colou?r$', methods: ['GET'] },
        { name: 'anything', pathRegex: '/files/.+$', methods: ['GET'] },
        { name: 'dot', pathRegex: '/v1\\.0$', methods: ['GET'] },
      ],
      [
        ...['/cats', '/dogs', '/key-c0ffee', '/items/42', '/color', '/colour', '/files/a/b', '/v1.0'].map(
          (path) => reached(one, `GET ${path}`),
        ),
        ...['/birds', '/catsup', '/key-xyz', '/items/none', '/colouur', '/files/', '/v1x0'].map((path) =>
          denied(one, `GET ${path}`),
        ),
      ],
    );
  });
});

describeSection('traffic-specs', 'HTTP header filters', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.path.omitted', async (context) => {
    const { one } = context.clients;
    const reads = [{ name: 'read', methods: ['GET'] }];
    await unlessRefused(context, reads);
    await grantsExactly(context, reads, [
      reached(one, 'GET /'),
      reached(one, 'GET /items'),
      reached(one, 'GET /items/1/parts?all=1'),
      denied(one, 'POST /items'),
    ]);
  });
});
