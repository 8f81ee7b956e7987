import { asked } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { first, grant, portsOf, second, third } from './ports.ts';

const serverFirst = 7075;

// Open points of routes that know of ports only: what is seen is recorded and not judged.
describeSection('traffic-specs', 'TCPRoute', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.tcp.http-service', async (context) => {
    const api = await context.service('api', { pods: context.server });

    await context.target('port', {
      sources: [context.clients.one],
      rules: [(await context.tcpRoute('port', [8080])).rule()],
    });

    const [seen] = await context.access(api, [asked(context.clients.one, 'GET /')]);
    context.observe(seen?.fate === 'reached' ? 'allowed' : 'denied');
  });

  scenario('specs.tcp.port-meaning', async (context) => {
    const { one, two } = context.clients;
    const mapped = [{ port: first, targetPort: second, protocol: 'tcp' }] as const;
    const tcp = await context.service('tcp', { pods: context.server, ports: mapped });

    const [outside, inside] = [
      await context.tcpRoute('service-port', [first]),
      await context.tcpRoute('target-port', [second]),
    ];
    await context.target('outside', { sources: [one], rules: [outside.rule()] });
    await context.target('inside', { sources: [two], rules: [inside.rule()] });

    const seen = await context.access(tcp, [asked(one, `TCP ${first}`), asked(two, `TCP ${first}`)]);
    const [byService, byTarget] = seen.map(({ fate }) => fate === 'reached');
    if (byService === true) context.observe(byTarget === true ? 'both' : 'service-port');
    else if (byTarget === true) context.observe('target-port');
    else context.unsupported('Neither number in a TCPRoute opens the port.');
  });

  scenario('specs.tcp.port-range', async ({ api, admission, nameFor, namespace, observe }) => {
    const answers = await Promise.all(
      [0, 65_536, -1].map(async (port) => {
        const route = { kind: 'TCPRoute', name: nameFor('range'), namespace, ports: [port] } as const;
        const { accepted, words } = await admission.answers(api.render(route));
        return { accepted, line: `Port ${port}: ${accepted ? 'accepted' : words}` };
      }),
    );
    const kinds = new Set(answers.map(({ accepted }) => accepted));
    const reading = kinds.size > 1 ? 'some-accepted' : kinds.has(true) ? 'accepted' : 'rejected';
    observe(reading, ...answers.map(({ line }) => line));
  });

  scenario('specs.tcp.duplicate-ports', async (context) => {
    const { one } = context.clients;
    const { api, admission, nameFor, namespace } = context;
    const ports = [first, second, first];
    const route = { kind: 'TCPRoute', name: nameFor('dry-run'), namespace, ports } as const;
    const { accepted, words } = await admission.answers(api.render(route));
    if (!accepted) return context.observe('rejected', words);
    const tcp = await portsOf(context, 'tcp');

    await grant(context, await context.tcpRoute('twice', ports));

    const seen = await context.access(tcp, [
      asked(one, `TCP ${first}`),
      asked(one, `TCP ${second}`),
      asked(one, `TCP ${third}`),
    ]);
    const fates = seen.map(({ fate }) => fate).join(' ');
    context.observe(fates === 'reached reached denied' ? 'as-once' : 'broken', fates);
  });

  scenario('specs.tcp.server-first', async (context) => {
    const { one } = context.clients;
    const ports = [first, serverFirst].map((port) => ({ port, protocol: 'tcp' }) as const);
    const tcp = await context.service('tcp', { pods: context.server, ports });

    const route = await context.tcpRoute('both', [first, serverFirst]);
    await context.target('port', { sources: [one], rules: [route.rule()], port: 'every' });

    const seen = await context.access(tcp, [
      asked(one, `TCP ${first}`),
      asked(one, `TCP-SERVER-FIRST ${serverFirst}`),
    ]);
    const [clientFirst, serverSpeaks] = seen.map(({ fate }) => fate);
    if (serverSpeaks === 'reached') context.observe('works');
    else if (clientFirst === 'reached') context.observe('stalls', ...(seen[1]?.refusals ?? []));
    else context.unsupported('A TCPRoute opens no raw TCP, not even where the client speaks first.');
  });
});

describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.not-http', async (context) => {
    const { one } = context.clients;
    const tcp = await portsOf(context, 'tcp');
    const all = await context.routes('all', [{ name: 'all', pathRegex: '.*', methods: ['*'] }]);

    await context.target('http', { sources: [one], rules: [all.rule()], port: first });

    const [seen] = await context.access(tcp, [asked(one, `TCP ${first}`)]);
    context.observe(seen?.fate === 'reached' ? 'allowed' : 'denied');
  });
});
