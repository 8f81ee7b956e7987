import { atLeast } from '../../fixtures/smi/index.ts';
import { asked, denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { get, openPoint } from './open-point.ts';

// Who a pod is, told with pods that only the scenario has: another one under a known account, and one that changes its own.
describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  // The stranger differs from the twin in nothing but its account and its name. Accounts are granted whose names begin or end
  // as its own does, and whose names its own is the beginning or the end of.
  scenario('access.identity.service-account', async (context) => {
    const { one, two } = context.clients;
    const { api, group } = await openPoint(context);
    const twin = await context.deploy('twin', { account: one.serviceAccount });
    const short = await context.account('agent-of.the-warehouse');
    const own = await context.account(short);
    const stranger = await context.deploy('stranger', { account: own });
    const alike = [own, short.slice('agent-'.length), `new-${short}`, short.replace('of.the', 'of-the')];
    const others = [short, ...(await Promise.all(alike.map(context.account)))].map(
      (name) => ({ kind: 'ServiceAccount', name, namespace: context.namespace }) as const,
    );

    const grant = await context.target('one', { sources: [one, ...others], rules: [group.rule('a')] });

    await context.access(api, [
      reached(one, 'GET /a'),
      reached(twin.client, 'GET /a'),
      denied(stranger.client, 'GET /a'),
      denied(two, 'GET /a'),
      denied(twin.client, 'GET /b'),
    ]);

    await grant.update({ sources: [...others, stranger.client], rules: [group.rule('a')] });

    await context.access(api, [
      reached(stranger.client, 'GET /a'),
      denied(one, 'GET /a'),
      denied(twin.client, 'GET /a'),
    ]);
  });

  // Deployment, pods and label are called like the account that is granted and opened, and run under another one.
  scenario('access.identity.not-name', async (context) => {
    const { one } = context.clients;
    const { api, group } = await openPoint(context);
    const account = await context.account('namesake');
    const other = await context.account('other');
    const namesake = await context.deploy('namesake', { account: other });
    const own = await context.service('own', { pods: namesake.name });
    const named = { kind: 'ServiceAccount', name: account, namespace: context.namespace } as const;

    await context.target('as-source', { sources: [one, named], rules: [group.rule('a')] });
    await context.target('as-destination', {
      destination: named,
      sources: [one],
      rules: [group.rule('a')],
    });
    await context.target('by-account', {
      destination: { ...named, name: other },
      sources: [one],
      rules: [group.rule('b')],
    });

    await context.access(api, [reached(one, 'GET /a'), denied(namesake.client, 'GET /a')]);
    await context.access(own, [reached(one, 'GET /b'), denied(one, 'GET /a')]);
  });

  // Whoever names no account has this one, so other scenarios may grant it something as well: the paths are the scenario's own.
  scenario('access.identity.default-sa', async (context) => {
    const { one, two } = context.clients;
    const path = (name: string): string => `/${context.nameFor('own')}/${name}`;
    const route = (name: string) => ({ name, pathRegex: path(name), methods: ['GET'] });
    const api = await context.service('api', { pods: context.server });
    const nameless = await context.deploy('nameless', { account: 'default' });
    const own = await context.service('own', { pods: nameless.name });
    const group = await context.routes('group', [route('a'), route('b')]);
    const account = { kind: 'ServiceAccount', name: 'default', namespace: context.namespace } as const;

    await context.target('as-source', { sources: [account], rules: [group.rule('a')] });
    await context.target('as-destination', {
      destination: account,
      sources: [one],
      rules: [group.rule('b')],
    });

    await context.access(api, [
      reached(nameless.client, `GET ${path('a')}`),
      denied(nameless.client, `GET ${path('b')}`),
      denied(two, `GET ${path('a')}`),
    ]);
    await context.access(own, [
      reached(one, `GET ${path('b')}`),
      denied(one, `GET ${path('a')}`),
      denied(two, `GET ${path('b')}`),
    ]);
  });

  scenario('access.identity.new-pod', async (context) => {
    const { two } = context.clients;
    const { group } = await openPoint(context);
    const [asking, answering] = await Promise.all([context.deploy('asking'), context.deploy('answering')]);
    const service = await context.service('growing', { pods: answering.name });
    await context.target('one', {
      destination: answering.client,
      sources: [asking.client],
      rules: [group.rule('a')],
    });
    await context.access(service, [reached(asking.client, 'GET /a'), denied(two, 'GET /a')]);

    // Whether or not a pod was left under the account meanwhile.
    await asking.scale(0);
    await Promise.all([asking.scale(2), answering.scale(2)]);

    await context.access(service, [
      ...asking.everyClient.flatMap((client) => [reached(client, 'GET /a'), denied(client, 'GET /b')]),
      denied(two, 'GET /a'),
    ]);
  });

  scenario('access.identity.sa-change', async (context) => {
    const { one } = context.clients;
    const { api, group } = await openPoint(context);
    const mover = await context.deploy('mover');
    const next = await context.account('next');
    const own = await context.service('own', { pods: mover.name });
    const account = { kind: 'ServiceAccount', name: next, namespace: context.namespace } as const;
    await context.target('mover', { sources: [one, mover.client], rules: [group.rule('a')] });
    await context.target('next', { sources: [account], rules: [group.rule('b')] });
    // The same with it as the destination.
    const moves = { sources: [one], destination: mover.client };
    await context.target('to-mover', { ...moves, rules: [group.rule('a')] });
    await context.target('to-next', { ...moves, destination: account, rules: [group.rule('b')] });
    const before = [reached(mover.client, 'GET /a'), denied(mover.client, 'GET /b')];
    await context.access(api, [reached(one, 'GET /a'), ...before]);
    await context.access(own, [reached(one, 'GET /a'), denied(one, 'GET /b')]);

    await mover.runUnder(next);

    const after = [denied(mover.client, 'GET /a'), reached(mover.client, 'GET /b')];
    await context.access(api, [reached(one, 'GET /a'), ...after]);
    await context.access(own, [denied(one, 'GET /a'), reached(one, 'GET /b')]);
  });

  scenario('access.destination.all-pods', async (context) => {
    const { one, two } = context.clients;
    const { api, group } = await openPoint(context);
    const twin = await context.deploy('twin', { account: context.accountOf(context.server) });
    const other = await context.service('other', { pods: twin.name });

    await context.target('one', { sources: [one, twin.client], rules: [group.rule('a')] });

    for (const service of [api, other])
      await context.access(service, [reached(one, 'GET /a'), denied(one, 'GET /b'), denied(two, 'GET /a')]);
    // Each is a destination of the other as well, once it is listed as a source.
    await context.access(api, [reached(twin.client, 'GET /a'), denied(twin.client, 'GET /b')]);
  });

  // What becomes of the requests that a mesh sends to the stranger is its own choice, as long as the stranger gets none. Its
  // account's name goes on where that of one destination ends, and ends where that of another goes on.
  scenario('access.destination.only-those', async (context) => {
    const { client, server, namespace } = context;
    const { api, group } = await openPoint(context);
    const account = await context.account(context.serverAccount);
    const stranger = await context.deploy('stranger', { enrolled: true, account });
    const longer = { kind: 'ServiceAccount', name: await context.account(account), namespace } as const;
    await context.enrol(server);
    const mixed = await context.service('mixed', { pods: 'enrolled' });

    await context.target('longer', { destination: longer, sources: [client], rules: [group.rule('a')] });
    await context.target('one', { sources: [client], rules: [group.rule('a')] });

    await context.access(api, [reached(client, 'GET /a')]);
    await client.calls(mixed, { path: '/a' }).neverReach([stranger.name]);
  });

  // Pods of both accounts stand behind the root, for meshes that want the backends among them. The group is the condition of
  // another split as well, whose traffic nobody asks after; its path is the scenario's own, for meshes to which that is a grant.
  scenario('access.with-split', async (context) => {
    const { client, server } = context;
    const path = `/${context.nameFor('own')}`;
    const v1 = await context.service('api', { pods: server });
    const group = await context.routes('group', [{ name: 'own', pathRegex: path, methods: ['GET'] }]);
    const second = await context.deploy('second', { enrolled: true });
    await context.enrol(server);
    const root = await context.service('root', { pods: 'enrolled' });
    const v2 = await context.service('api-v2', { pods: second.name });
    await context.split(root, { [v1]: 50, [v2]: 50 });
    if (atLeast(context.dialect.split, 'v1alpha3')) {
      const other = await context.service('other', { pods: server });
      await context.split(other, { [v1]: 1 }, { matches: [group] });
    }
    await context.target('server', { sources: [client], rules: [group.rule()] });
    const grant = await context.target('second', {
      destination: second.client,
      sources: [client],
      rules: [group.rule()],
    });
    await client.calls(root, { path }).areShared({ [server]: 50, [second.name]: 50 });

    await grant.remove();

    await context.access(v2, [denied(client, `GET ${path}`)], { wayShownBelow: true });
    await context.access(v1, [reached(client, `GET ${path}`)]);
    await client.calls(root, { path }).neverReach([second.name]);
  });

  scenario('access.with-split.same-sa', async (context) => {
    const { client, clients, server } = context;
    const { api: v1, group } = await openPoint(context);
    const twin = await context.deploy('twin', { account: context.accountOf(server), enrolled: true });
    await context.enrol(server);
    const root = await context.service('root', { pods: 'enrolled' });
    const v2 = await context.service('api-v2', { pods: twin.name });
    await context.split(root, { [v1]: 25, [v2]: 75 });

    await context.target('one', { sources: [client], rules: [group.rule('a')] });

    await client.calls(root, { path: '/a' }).areShared({ [server]: 25, [twin.name]: 75 });
    await clients.two.calls(root, { path: '/a' }).neverReach([server, twin.name]);
  });

  scenario('access.self-traffic', async (context) => {
    const { one } = context.clients;
    const group = await context.routes('group', [get('a')]);
    const loner = await context.deploy('loner');
    const own = await context.service('own', { pods: loner.name });
    await context.target('one', { destination: loner.client, sources: [one], rules: [group.rule('a')] });

    const [seen] = await context.access(own, [
      reached(one, 'GET /a'),
      denied(one, 'GET /b'),
      asked(loner.client, 'GET /a'),
    ]);

    context.observe(seen?.fate === 'denied' ? 'denied' : 'allowed');
  });

  // Only the application's own container is asked after, and nothing grants the kubelet what it asks for.
  scenario('access.kubelet-probes', async (context) => {
    const probed = await context.deploy('probed', { probed: true });

    if (!(await probed.becomesReady()))
      context.violation(
        'the kubelet to be answered when it asks an application over HTTP whether it is ready',
        'the application runs and answers, and the kubelet does not hold it for ready',
      );
  });
});
