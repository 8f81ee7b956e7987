import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { serviceElsewhere } from './elsewhere.ts';
import { overHttp2 } from './open-point.ts';
import { get } from './open-point.ts';

const everything: HttpMatch = { name: 'everything', pathRegex: '.*', methods: ['*'] };
const onlyA: HttpMatch = { name: 'a', pathRegex: '/a', methods: ['GET'] };
const onlyB: HttpMatch = { name: 'b', pathRegex: '/b', methods: ['GET'] };

describeSection('traffic-access', 'Specification', { mode: 'strict', testbed: 'destination' }, () => {
  // The other destination is a client's account: to open another server would disturb who asks about that one.
  scenario('access.default-deny.unrelated-target', async (context) => {
    const { service, server, clients, routes, target, access, nameFor, enrol } = context;
    const { one, two, three } = clients;
    const api = await service('api', { pods: server });
    const all = await routes('all', [everything]);

    const grant = { sources: [one, two], rules: [all.rule()] };
    const elsewhere = await target('elsewhere', { ...grant, destination: three });
    // Its sources are no destinations of it, neither for each other nor for its destination.
    await enrol(one.name);
    const back = await service('back', { pods: 'enrolled' });
    const path = `/${nameFor('own')}`;
    const own = await routes('own', [{ name: 'own', pathRegex: path, methods: ['GET'] }]);
    await target('back', { destination: one, sources: [three], rules: [own.rule()] });
    await access(back, [
      reached(three, `GET ${path}`),
      denied(three, 'GET /'),
      denied(two, `GET ${path}`),
      denied(two, 'GET /'),
    ]);

    await access(api, [denied(one, 'GET /'), denied(two, 'POST /metrics')], { wayShownBelow: true });

    // The same grant, once it is for this server, and no longer. What another target grants there stays.
    await elsewhere.update(grant);
    await access(api, [reached(one, 'GET /'), reached(two, 'POST /metrics')]);
    await target('stays', { sources: [two], rules: [own.rule()] });
    await elsewhere.update({ ...grant, destination: three });
    await access(api, [reached(two, `GET ${path}`), denied(one, 'GET /'), denied(two, 'POST /metrics')]);
  });
});

describeSection('traffic-access', 'Tradeoffs', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.additive.order', async ({ service, server, clients, routes, target, access }) => {
    const { one, two } = clients;
    const api = await service('api', { pods: server });
    const a = await routes('a', [onlyA]);
    const b = await routes('b', [onlyB]);
    const oneMayA = { sources: [one], rules: [a.rule()] };
    const twoMayB = { sources: [two], rules: [b.rule()] };
    const table = [
      reached(one, 'GET /a'),
      reached(two, 'GET /b'),
      denied(one, 'GET /b'),
      denied(two, 'GET /a'),
    ];

    const first = await target('one-may-a', oneMayA);
    const second = await target('two-may-b', twoMayB);
    await access(api, table);

    await first.remove();
    await second.remove();
    await target('two-may-b-again', twoMayB);
    await target('one-may-a-again', oneMayA);
    await access(api, table);
  });

  scenario('access.no-deny-policy', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const all = await routes('all', [everything]);
    const a = await routes('a', [onlyA]);
    await target('one-may-all', { sources: [clients.one], rules: [all.rule()] });
    await access(api, [reached(clients.one, 'GET /'), denied(clients.two, 'GET /a')]);

    const more = await target('two-may-a', { sources: [clients.one, clients.two], rules: [a.rule()] });
    const table = [
      reached(clients.two, 'GET /a'),
      reached(clients.one, 'GET /'),
      reached(clients.one, 'GET /a'),
      reached(clients.one, 'POST /a'),
      denied(clients.two, 'GET /'),
    ];
    await access(api, table);

    // Nor by no longer granting what the other one grants as well.
    await more.update({ sources: [clients.two, clients.three], rules: [a.rule()] });
    await access(api, [...table, reached(clients.three, 'GET /a'), denied(clients.three, 'GET /')]);
  });
});

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  // Two accounts of one name: with its namespace each is a source of its own.
  scenario('access.sources.other-namespace', async (context) => {
    const { service, server, clients, routes, target, access } = context;
    const { one, two, elsewhere } = clients;
    const api = await service('api', { pods: server });
    const all = await routes('all', [everything]);
    const grant = await target('elsewhere', { sources: [elsewhere], rules: [all.rule()] });
    await access(api, [reached(elsewhere, 'GET /'), denied(two, 'GET /')]);

    await grant.update({ sources: [one, elsewhere], rules: [all.rule()] });

    await access(api, [
      ...[one, elsewhere].flatMap((client) => [reached(client, 'GET /'), ...overHttp2(context, client)]),
      denied(two, 'GET /'),
    ]);
  });

  scenario('access.sources.namespace-isolation', async (context) => {
    const { service, server, clients, routes, target, access, offered, namespace, siblingNamespace } =
      context;
    const { one, two, elsewhere } = clients;
    const api = await service('api', { pods: server });
    const group = await routes('group', [get('a'), get('joined')]);
    // Namespace and name read in one as those of the account elsewhere do: they differ in where the one ends.
    const name = `${siblingNamespace}-${elsewhere.serviceAccount}`.slice(`${namespace}-`.length);
    const joined = { kind: 'ServiceAccount', name, namespace } as const;

    // Beside an account that has pods: what a mesh makes of a target that admits none is another question.
    await offered(() => target('joined', { sources: [joined, two], rules: [group.rule('joined')] }));
    const grant = await target('one', { sources: [one], rules: [group.rule('a')] });
    await access(api, [
      reached(one, 'GET /a'),
      denied(elsewhere, 'GET /a'),
      denied(elsewhere, 'GET /joined'),
    ]);

    await grant.update({ sources: [elsewhere], rules: [group.rule('a')] });
    await access(api, [
      reached(elsewhere, 'GET /a'),
      denied(elsewhere, 'GET /joined'),
      denied(one, 'GET /a'),
    ]);
  });

  // Equal names on both sides, each with a grant of its own: neither gets the other's.
  scenario('access.scope.namespace', async (context) => {
    const { service, server, clients, routes, target, access } = context;
    const api = await service('api', { pods: server });
    const a = await routes('a', [onlyA]);
    const b = await routes('open-b', [onlyB]);

    await target('elsewhere-may-a', { sources: [clients.elsewhere], rules: [a.rule()] });
    await target('open-b', { sources: [clients.one], rules: [b.rule()] });
    const table = [
      reached(clients.elsewhere, 'GET /a'),
      reached(clients.one, 'GET /b'),
      denied(clients.elsewhere, 'GET /b'),
      denied(clients.one, 'GET /a'),
    ];
    await access(api, table);

    // A target and a group of the other namespace, called as those of this one are.
    const away = await serviceElsewhere(context, 'v1');
    // An account of the other server's name is the destination of a target here, which opens nothing there.
    const c = await routes('c', [away.route('c')]);
    const namesake = { ...away.account, namespace: context.namespace };
    await target('namesake', { destination: namesake, sources: [clients.elsewhere], rules: [c.rule()] });
    const objects = await away.open('b', clients.elsewhere);
    const rows = [
      reached(clients.elsewhere, away.request('b')),
      denied(clients.elsewhere, away.request('c')),
    ];
    await access(away.name, rows, { place: 'elsewhere' });
    await access(api, table);

    for (const object of objects) await object.remove();
    const gone = { place: 'elsewhere', wayShownBelow: true } as const;
    await access(away.name, [denied(clients.elsewhere, away.request('b'))], gone);
    await access(api, table);
  });

  // What proxies of several meshes write to pass an identity on; here the client writes it itself.
  scenario('access.identity.no-spoofing', async (context) => {
    const { service, server, clients, routes, target, access, namespace, addressesOf } = context;
    const { one, two } = clients;
    const api = await service('api', { pods: server });
    const all = await routes('all', [everything]);
    const account = one.serviceAccount;
    const [address = ''] = addressesOf(one.name);
    const spiffe = `spiffe://cluster.local/ns/${namespace}/sa/${account}`;

    await target('one', { sources: [one], rules: [all.rule()] });

    await access(api, [
      reached(one, 'GET /'),
      denied(two, 'GET /', { 'x-forwarded-client-cert': `By=${spiffe};URI=${spiffe}` }),
      denied(two, 'GET /', {
        'l5d-client-id': `${account}.${namespace}.serviceaccount.identity.cluster.local`,
      }),
      denied(two, 'GET /', { 'x-forwarded-for': address, forwarded: `for=${address}` }),
      denied(two, 'GET /', { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': address }),
      denied(two, 'GET /', { servicename: account, 'x-service-account': `${namespace}/${account}` }),
      denied(two, 'GET /', { 'x-spiffe-id': spiffe, 'x-envoy-peer-metadata-id': account }),
      denied(two, 'GET /', { 'x-envoy-internal': 'true', 'x-envoy-external-address': address }),
      denied(two, 'GET /', { 'user-agent': 'kube-probe/1.34', 'x-real-ip': '127.0.0.1' }),
      denied(two, 'GET /', { authorization: `Bearer ${account}`, 'x-forwarded-user': account }),
    ]);
  });

  scenario('access.destination.any-service', async (context) => {
    const { service, server, clients, routes, target, access, version } = context;
    const api = await service('api', { pods: server });
    // In v1alpha1 the target has to name a port, and whether that is the Service's or the pods' is not said.
    const alias = await service('alias', {
      pods: server,
      port: version === 'v1alpha1' ? 8080 : 40_080,
      targetPort: 8080,
    });
    const all = await routes('all', [everything]);

    await target('one', { sources: [clients.one], rules: [all.rule()] });

    await access(api, [reached(clients.one, 'GET /'), denied(clients.two, 'GET /')]);
    await access(alias, [reached(clients.one, 'GET /'), denied(clients.two, 'GET /')]);
  });
});
