import { asked, denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { expectMarker, openPoint } from './open-point.ts';

// By which way a client comes: policy is for the server to enforce, whatever the client's side does.
describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.server-side', async (context) => {
    const { one, two, outsider } = context.clients;
    const { api, group } = await openPoint(context);
    const addresses = context.addressesOf(context.server);
    const hosts = [context.plainHost, ...context.hostForms, await context.clusterIP(api)];

    await context.target('one', { sources: [one], rules: [group.rule('a')] });

    await context.access(api, [
      reached(one, 'GET /a'),
      denied(two, 'GET /a'),
      ...hosts.map((host) => denied(two, 'GET /a', {}, { host })),
      denied(outsider, 'GET /a'),
      ...addresses.map((host) => denied(outsider, 'GET /a', {}, { host, port: 8080 })),
      denied(outsider, 'GET /a', {}, { protocol: 'h2c' }),
    ]);
  });

  scenario('access.pod-ip', async (context) => {
    const { one, two } = context.clients;
    const { api, group } = await openPoint(context);
    const direct = context.addressesOf(context.server).map((host) => ({ host, port: 8080 }));

    await context.target('one', { sources: [one], rules: [group.rule('a')] });

    await context.access(api, [
      reached(one, 'GET /a'),
      ...direct.flatMap((way) => [
        denied(two, 'GET /a', {}, way),
        denied(two, 'GET /a', {}, { ...way, protocol: 'h2c' }),
        asked(one, 'GET /a', {}, way),
      ]),
    ]);
  });

  // The server is not in the mesh, so whoever is denied there was denied on the client's side. Other scenarios may open it
  // as well: the path is the scenario's own.
  scenario('access.client-side', async (context) => {
    const { one, two, outsider } = context.clients;
    const { api, group } = await openPoint(context);
    const path = `/${context.nameFor('own')}/a`;
    await context.enrol(outsider.name);
    const beyond = await context.service('beyond', { pods: 'enrolled' });
    const routes = await context.routes('beyond', [{ name: 'own', pathRegex: path, methods: ['GET'] }]);

    await context.target('beyond', { destination: outsider, sources: [one], rules: [routes.rule()] });

    await context.access(api, [await expectMarker(context, group)]);
    const rows = [one, two].map((client) => asked(client, `GET ${path}`));
    const seen = await context.access(beyond, rows, { wayShownBelow: true });
    const [listed, unlisted] = seen.map(({ fate }) => fate !== 'denied');
    if (unlisted === true) return context.observe('server-only');
    context.observe(listed === true ? 'client-too' : 'cannot-be-told');
  });

  scenario('access.lifecycle.open-connection', async (context) => {
    const { one, two } = context.clients;
    const { api, group } = await openPoint(context);
    const held = { connection: { use: 'held', name: context.nameFor('held') } } as const;
    const grant = await context.target('one', { sources: [one], rules: [group.rule('a')] });
    await context.target('two', { sources: [two], rules: [group.rule('b')] });
    const both = [reached(two, 'GET /b'), reached(one, 'GET /a')];
    await context.access(api, [...both, reached(one, 'GET /a', {}, held)]);

    await grant.remove();

    const after = [reached(two, 'GET /b'), denied(one, 'GET /a'), asked(one, 'GET /a', {}, held)];
    const [seen] = await context.access(api, after);
    if (seen?.fate !== 'denied') return context.observe('allowed');
    const ended = seen.refusals.every((refusal) => refusal === 'closed' || refusal === 'reset');
    context.observe(ended ? 'closed' : 'denied');
  });
});

describeSection('traffic-access', 'Out of scope', { mode: 'strict', testbed: 'destination' }, () => {
  // The nearest to a host outside that a test has: a pod without the mesh, called by its address, which no target names.
  scenario('access.egress-untouched', async (context) => {
    const { three } = context.clients;
    const { api, group } = await openPoint(context);
    const [host = ''] = context.addressesOf('outsider');
    const outside = asked(three, 'GET /a', {}, { host, port: 8080 });
    const [before] = await context.access(api, [outside], { wayShownBelow: true });

    await context.target('one', { sources: [three], rules: [group.rule('a')] });

    const [after] = await context.access(api, [reached(three, 'GET /a'), denied(three, 'GET /b'), outside]);
    if (before?.fate === 'reached' && after?.fate === 'denied')
      context.violation(
        'a client to reach what is outside of the mesh as before, once a target grants it something within',
        `none of its requests to ${host} is answered any more`,
      );
  });
});

// A client's account is the destination here, which no scenario calls: what restricts a server would disturb others.
describeSection('traffic-access', 'TrafficTarget', { testbed: 'destination' }, () => {
  scenario('access.deny-once-targeted', async (context) => {
    const { one, two, three, elsewhere, outsider } = context.clients;
    const { group } = await openPoint(context);
    await context.enrol(three.name);
    const targeted = await context.service('targeted', { pods: 'enrolled' });

    await context.target('one', { destination: three, sources: [one], rules: [group.rule('a')] });

    await context.access(targeted, [
      reached(one, 'GET /a'),
      denied(one, 'GET /b'),
      ...[two, elsewhere, outsider].map((client) => denied(client, 'GET /a')),
    ]);
  });
});
