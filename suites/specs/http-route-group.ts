import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { anyMethod, grantsExactly } from './granted.ts';

// What a group is as a whole; what its routes match is asked in the files of paths, methods and headers.
describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.inert', async ({ service, server, clients, routes, tcpRoute, target, access }) => {
    const { one, two } = clients;
    const api = await service('api', { pods: server });

    await routes('pages-and-more', [{ name: 'page', pathRegex: '.*', methods: ['*'] }]);
    await tcpRoute('every-port', [8080]);
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
    const inside = { 'x-group': 'insiders' };
    const metrics: HttpMatch = { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] };
    const insiders: HttpMatch = {
      name: 'insiders',
      pathRegex: '/inside',
      ...anyMethod,
      headers: { 'x-group': '^insiders$' },
    };
    const knowsHeaders = context.version !== 'v1alpha1';
    const rows = (['http1', 'h2c'] as const).flatMap((protocol) => [
      reached(one, 'GET /metrics', {}, { protocol }),
      denied(one, 'POST /metrics', {}, { protocol }),
      denied(one, 'GET /other', {}, { protocol }),
      denied(two, 'GET /metrics', {}, { protocol }),
      ...(knowsHeaders
        ? [
            reached(one, 'GET /inside', inside, { protocol }),
            denied(one, 'GET /inside', { 'x-group': 'everybody' }, { protocol }),
          ]
        : []),
    ]);
    await grantsExactly(context, knowsHeaders ? [metrics, insiders] : [metrics], rows);
  });

  scenario('specs.http.update', async (context) => {
    const { one } = context.clients;
    const api = await context.service('api', { pods: context.server });
    const page = { name: 'page', pathRegex: '/old', methods: ['GET'] };
    const admits = async (...only: readonly string[]): Promise<void> => {
      const all = ['GET /old', 'PUT /old', 'GET /new', 'PUT /new'];
      await context.access(
        api,
        all.map((request) => (only.includes(request) ? reached : denied)(one, request)),
      );
    };
    const group = await context.routes('pages', [page]);
    const target = await context.target('one', { sources: [one], rules: [group.rule()] });
    await admits('GET /old');

    // One field at a time, one route more, and back.
    await group.update([{ ...page, methods: ['PUT'] }]);
    await admits('PUT /old');
    await group.update([{ ...page, methods: ['PUT'], pathRegex: '/new' }]);
    await admits('PUT /new');
    await group.update([
      { ...page, methods: ['PUT'], pathRegex: '/new' },
      { ...page, name: 'more' },
    ]);
    await admits('PUT /new', 'GET /old');
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
    const group = await context.routes('shared', [
      { name: 'read', pathRegex: '/items', methods: ['GET'] },
      { name: 'read-write', pathRegex: '/items', methods: ['PUT'] },
    ]);
    await context.target('readers', { sources: [one], rules: [group.rule('read')] });
    await context.target('writers', { sources: [two], rules: [group.rule('read-write')] });

    await context.access(api, [
      reached(one, 'GET /items'),
      denied(one, 'PUT /items'),
      reached(two, 'PUT /items'),
      denied(two, 'GET /items'),
    ]);
  });
});
