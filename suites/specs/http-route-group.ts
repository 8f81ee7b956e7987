import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { anyMethod, grantsExactly } from './granted.ts';

// What a group is as a whole; what its routes match is asked in the files of paths, methods and headers.
describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.inert', async ({ service, server, clients, routes, tcpRoute, target, access }) => {
    const { one, two } = clients;
    const api = await service('api', { pods: server });
    const all: HttpMatch = { name: 'page', pathRegex: '.*', methods: ['*'] };

    await routes('pages-and-more', [all]);
    await routes('pages', [all], { place: 'elsewhere' });
    await tcpRoute('pages', [8080]);
    await access(api, [denied(one, 'GET /'), denied(two, 'POST /anything')]);

    // Nor do they once there is a target, which refers to another group.
    const pages = await routes('pages', [{ name: 'page', pathRegex: '/page', methods: ['GET'] }]);
    await target('one', { sources: [one], rules: [pages.rule('page')] });
    await access(api, [
      reached(one, 'GET /page'),
      ...['GET /', 'POST /page'].flatMap((request) => [denied(one, request), denied(two, request)]),
    ]);
  });

  scenario('specs.http.http2', async (context) => {
    if (!context.carriesHttp2)
      context.unsupported(
        'The mesh carries no HTTP/2 with prior knowledge, not even where nothing is asked of it.',
      );
    const { one, two } = context.clients;
    const inside = { 'x-group': 'insiders', cookie: 'session=1; type=insider; seen=1' };
    const metrics: HttpMatch = { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] };
    const items: HttpMatch = { name: 'items', pathRegex: '/items/[0-9]+$', methods: ['PUT', 'HEAD'] };
    const insiders: HttpMatch = {
      name: 'insiders',
      pathRegex: '/inside',
      ...anyMethod,
      headers: { 'X-Group': '^insiders$', cookie: '.*type=insider.*' },
    };
    const knowsHeaders = context.version !== 'v1alpha1';
    const rows = (['http1', 'h2c'] as const).flatMap((protocol) => [
      reached(one, 'GET /metrics', {}, { protocol }),
      denied(one, 'POST /metrics', {}, { protocol }),
      denied(one, 'GET /other', {}, { protocol }),
      // A connection with more than one request is asked for each of them.
      denied(one, 'GET /other', {}, { protocol, connection: { use: 'kept', connections: 1 } }),
      reached(one, 'GET /metrics', {}, { protocol, connection: { use: 'kept', connections: 1 } }),
      denied(two, 'GET /metrics', {}, { protocol }),
      reached(one, 'PUT /items/42', {}, { protocol }),
      reached(one, 'HEAD /items/42', {}, { protocol }),
      denied(one, 'PUT /items/none', {}, { protocol }),
      ...(knowsHeaders
        ? [
            reached(one, 'GET /inside', inside, { protocol }),
            reached(one, 'DELETE /inside', inside, { protocol }),
            denied(one, 'GET /inside', { ...inside, 'x-group': 'everybody' }, { protocol }),
            denied(one, 'GET /inside', { ...inside, cookie: 'session=1; seen=1' }, { protocol }),
            denied(one, 'GET /inside', { cookie: inside.cookie }, { protocol }),
          ]
        : []),
    ]);
    // A call of gRPC is a POST: whether a route matches it is left open, but not that it needs one.
    const calls = ['/metrics', '/greeter.Greeter/SayHello'].flatMap((path) =>
      [one, two].map((client) => denied(client, `POST ${path}`, {}, { protocol: 'grpc' })),
    );
    await grantsExactly(context, knowsHeaders ? [metrics, items, insiders] : [metrics, items], [
      ...rows,
      ...calls,
    ]);
  });

  scenario('specs.http.update', async (context) => {
    const { one } = context.clients;
    const api = await context.service('api', { pods: context.server });
    const page = { name: 'page', pathRegex: '/old', methods: ['GET'] };
    const moved = { ...page, methods: ['PUT'], pathRegex: '/new' };
    const beta = { 'x-group': 'beta' };
    const admits = async (...only: readonly string[]): Promise<void> => {
      const all = ['GET /old', 'PUT /old', 'GET /new', 'PUT /new'].flatMap((request) => [
        { request, headers: {}, is: request },
        ...(context.version === 'v1alpha1' ? [] : [{ request, headers: beta, is: `${request} in beta` }]),
      ]);
      await context.access(
        api,
        all.map(({ request, headers, is }) =>
          (only.includes(request) || only.includes(is) ? reached : denied)(one, request, headers),
        ),
      );
    };
    const group = await context.routes('pages', [page]);
    const target = await context.target('one', { sources: [one], rules: [group.rule()] });
    await admits('GET /old');

    // One field at a time, one route more before the first, which changes alone, and back.
    await group.update([{ ...page, methods: ['PUT'] }]);
    await admits('PUT /old');
    await group.update([moved]);
    await admits('PUT /new');
    await group.update([{ ...page, name: 'more' }, moved]);
    await admits('PUT /new', 'GET /old');
    if (context.version !== 'v1alpha1') {
      await group.update([
        { ...page, name: 'more' },
        { ...moved, headers: { 'x-group': '^beta$' } },
      ]);
      await admits('PUT /new in beta', 'GET /old');
      await group.update([
        { ...page, name: 'more', headers: { 'x-group': '^beta$' } },
        { ...moved, headers: { 'x-group': '^alpha$' } },
      ]);
      await admits('GET /old in beta');
      await group.update([moved, { ...page, name: 'more' }]);
      await admits('PUT /new', 'GET /old');
    }
    await group.update([page]);
    await admits('GET /old');

    // Another one of the same name.
    await target.remove();
    await group.remove();
    const anew = await context.routes('pages', [{ ...page, pathRegex: '/new' }]);
    await context.target('one', { sources: [one], rules: [anew.rule()] });
    await admits('GET /new');
  });

  scenario('specs.http.shared', async (context) => {
    const { one, two } = context.clients;
    const api = await context.service('api', { pods: context.server });
    const read = { name: 'read.v1', pathRegex: '/items', methods: ['GET'] };
    const write = { name: 'read.v1-write', pathRegex: '/items', methods: ['PUT'] };
    // No target names these, nor is a route of a group with nearly the same name one of this group.
    const others = ['Read.v1', 'read-v1'].map((name) => ({ ...read, name, methods: ['DELETE'] }));
    const group = await context.routes('shared', [read, ...others, write]);
    const namesake = await context.routes('shared-2', [{ ...read, pathRegex: '/parts' }]);
    await context.target('readers', { sources: [one], rules: [group.rule('read.v1')] });
    await context.target('writers', {
      sources: [two],
      rules: [group.rule('read.v1-write'), namesake.rule('read.v1')],
    });
    const rest = [
      ...[one, two].map((client) => denied(client, 'DELETE /items')),
      reached(two, 'GET /parts'),
      denied(one, 'GET /parts'),
    ];
    await context.access(api, [
      reached(one, 'GET /items'),
      denied(one, 'PUT /items'),
      reached(two, 'PUT /items'),
      denied(two, 'GET /items'),
      ...rest,
    ]);

    // Each of them follows it, too.
    await group.update([{ ...write, methods: ['GET'] }, ...others, { ...read, methods: ['PUT'] }]);
    await context.access(api, [
      reached(one, 'PUT /items'),
      denied(one, 'GET /items'),
      reached(two, 'GET /items'),
      denied(two, 'PUT /items'),
      ...rest,
    ]);
  });
});
