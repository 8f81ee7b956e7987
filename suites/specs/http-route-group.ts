import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { anyMethod, grantsExactly } from './granted.ts';

// What a group is as a whole; what its routes match is asked in the files of paths, methods and headers.
describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.inert', async ({ service, server, clients, routes, tcpRoute, access }) => {
    const api = await service('api', { pods: server });

    await routes('everything', [{ name: 'everything', pathRegex: '.*', methods: ['*'] }]);
    await tcpRoute('every-port', [8080]);

    await access(api, [denied(clients.one, 'GET /'), denied(clients.two, 'POST /anything')]);
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
    const admits = async (only: string): Promise<void> => {
      const all = ['GET /old', 'PUT /old', 'GET /new', 'PUT /new'];
      await context.access(
        api,
        all.map((request) => (request === only ? reached : denied)(one, request)),
      );
    };
    const group = await context.routes('pages', [page]);
    const target = await context.target('one', { sources: [one], rules: [group.rule('page')] });
    await admits('GET /old');

    // One field at a time, and back.
    await group.update([{ ...page, methods: ['PUT'] }]);
    await admits('PUT /old');
    await group.update([{ ...page, methods: ['PUT'], pathRegex: '/new' }]);
    await admits('PUT /new');
    await group.update([page]);
    await admits('GET /old');

    // Another one of the same name.
    await target.remove();
    await group.remove();
    const anew = await context.routes('pages', [{ ...page, pathRegex: '/new' }]);
    await context.target('one', { sources: [one], rules: [anew.rule('page')] });
    await admits('GET /new');
  });

  scenario('specs.http.shared', async (context) => {
    const { one, two } = context.clients;
    const api = await context.service('api', { pods: context.server });
    const group = await context.routes('shared', [
      { name: 'read', pathRegex: '/items', methods: ['GET'] },
      { name: 'write', pathRegex: '/items', methods: ['PUT'] },
    ]);
    await context.target('readers', { sources: [one], rules: [group.rule('read')] });
    await context.target('writers', { sources: [two], rules: [group.rule('write')] });

    await context.access(api, [
      reached(one, 'GET /items'),
      denied(one, 'PUT /items'),
      reached(two, 'PUT /items'),
      denied(two, 'GET /items'),
    ]);
  });
});
