import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { anyPath, grantsExactly, unlessRefused } from './granted.ts';

/** CONNECT and TRACE are left out: many proxies refuse them to everybody, which is nobody's denial. */
const methods = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH'] as const;

describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.methods.single', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [{ name: 'read', ...anyPath, methods: ['GET'] }],
      [
        reached(one, 'GET /items'),
        denied(one, 'POST /items'),
        denied(one, 'DELETE /items'),
        // What a request would like its method to be is not its method.
        denied(one, 'POST /items', { 'x-http-method-override': 'GET' }),
      ],
    );
  });

  scenario('specs.http.methods.star', async (context) => {
    const { one, two } = context.clients;
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

  scenario('specs.http.methods.star-mixed', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [
        { name: 'any', pathRegex: '/items', methods: ['GET', '*'] },
        { name: 'any-part', pathRegex: '/parts', methods: ['*', 'PUT'] },
      ],
      [
        ...['GET', 'POST', 'DELETE'].flatMap((method) => [
          reached(one, `${method} /items`),
          reached(one, `${method} /parts`),
        ]),
        denied(one, 'GET /other'),
      ],
    );
  });

  // Each method has a path of its own, at which it is asked, and so is every other method.
  scenario('specs.http.methods.each', async (context) => {
    const { one } = context.clients;
    const path = (method: string): string => `/${method.toLowerCase()}`;
    await grantsExactly(
      context,
      methods.map((method) => ({ name: method.toLowerCase(), pathRegex: path(method), methods: [method] })),
      methods.flatMap((granted) =>
        methods.map((method) => {
          const row = method === granted ? reached : denied;
          return row(one, `${method} ${path(granted)}`);
        }),
      ),
    );
  });

  scenario('specs.http.methods.head-not-implied', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [{ name: 'read', ...anyPath, methods: ['GET'] }],
      [reached(one, 'GET /items'), denied(one, 'HEAD /items'), denied(one, 'HEAD /')],
    );
  });
});

describeSection('traffic-specs', 'HTTP header filters', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.methods.list', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [
        { name: 'read', pathRegex: '/items', methods: ['HEAD', 'GET'] },
        { name: 'change', pathRegex: '/parts', methods: ['PUT', 'POST', 'DELETE', 'PATCH'] },
        { name: 'most', pathRegex: '/most', methods: ['PUT', 'OPTIONS', 'PATCH', 'HEAD', 'POST', 'DELETE'] },
      ],
      [
        ...['GET', 'HEAD'].map((method) => reached(one, `${method} /items`)),
        ...['PUT', 'POST', 'DELETE', 'PATCH'].map((method) => reached(one, `${method} /parts`)),
        ...['PUT', 'POST'].map((method) => denied(one, `${method} /items`)),
        ...['GET', 'HEAD', 'OPTIONS'].map((method) => denied(one, `${method} /parts`)),
        ...['OPTIONS', 'HEAD', 'DELETE'].map((method) => reached(one, `${method} /most`)),
        denied(one, 'GET /most'),
      ],
    );
  });

  scenario('specs.http.methods.omitted', async (context) => {
    const { one } = context.clients;
    const items = [
      { name: 'parts', pathRegex: '/parts', methods: ['PUT'] },
      { name: 'items', pathRegex: '/items' },
    ];
    await unlessRefused(context, items);
    await grantsExactly(context, items, [
      ...methods.map((method) => reached(one, `${method} /items`)),
      reached(one, 'PUT /parts'),
      denied(one, 'GET /parts'),
      denied(one, 'GET /other'),
      denied(one, 'POST /other'),
    ]);
  });
});
