import { asked, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { serviceElsewhere } from './elsewhere.ts';
import { expectMarker, openPoint } from './open-point.ts';

// Whom sources and destinations name where nothing says so. What is open is granted for /b; the marker, made after it and
// disputed by nobody, for /a.
describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.sources.duplicate', async (context) => {
    const { two } = context.clients;
    const { api, group } = await openPoint(context);

    const twice = await context.offered(() =>
      context.target('twice', { sources: [two, two], rules: [group.rule('b')] }),
    );

    if (twice === undefined) return context.observe('rejected');
    const [seen] = await context.access(api, [await expectMarker(context, group), asked(two, 'GET /b')]);
    context.observe(seen?.fate === 'reached' ? 'as-once' : 'broken');
  });

  scenario('access.sources.no-wildcard', async (context) => {
    const { two } = context.clients;
    const { api, group } = await openPoint(context);
    const star = { kind: 'ServiceAccount', name: '*', namespace: context.namespace } as const;

    const everybody = await context.offered(() =>
      context.target('star', { sources: [star], rules: [group.rule('b')] }),
    );

    if (everybody === undefined) return context.observe('rejected');
    const [seen] = await context.access(api, [await expectMarker(context, group), asked(two, 'GET /b')]);
    context.observe(seen?.fate === 'denied' ? 'nobody' : 'everybody');
    if (seen?.fate !== 'denied')
      context.finding('A source that is called by a star lets in clients whom nothing names.');
  });

  scenario('access.sources.namespace-omitted', async (context) => {
    const { two, elsewhere, one } = context.clients;
    const { api, group } = await openPoint(context);
    const account = { kind: 'ServiceAccount', name: one.serviceAccount } as const;

    const somewhere = await context.offered(() =>
      context.target('no-namespace', { sources: [account], rules: [group.rule('b')] }),
    );

    if (somewhere === undefined) return context.observe('rejected');
    const seen = await context.access(api, [
      await expectMarker(context, group),
      asked(one, 'GET /b'),
      asked(elsewhere, 'GET /b'),
      asked(two, 'GET /b'),
    ]);
    const [own, other, stranger] = seen.map(({ fate }) => fate !== 'denied');
    if (other === true || stranger === true)
      context.finding('A source without a namespace lets in clients of other namespaces or accounts.');
    context.observe(other === true ? 'every-namespace' : own === true ? 'namespace-of-target' : 'nobody');
  });

  scenario('access.destination.namespace-omitted', async (context) => {
    const { two } = context.clients;
    const { api, group } = await openPoint(context);
    const account = { kind: 'ServiceAccount', name: context.accountOf(context.server) } as const;

    const somewhere = await context.offered(() =>
      context.target('no-namespace', { destination: account, sources: [two], rules: [group.rule('b')] }),
    );

    if (somewhere === undefined) return context.observe('rejected');
    const [seen] = await context.access(api, [await expectMarker(context, group), asked(two, 'GET /b')]);
    context.observe(seen?.fate === 'reached' ? 'namespace-of-target' : 'nobody');
  });

  // Who may write targets in one namespace writes one about a server in another.
  scenario('access.destination.other-namespace', async (context) => {
    const { one, two } = context.clients;
    const away = await serviceElsewhere(context, 'v1');
    const group = await context.routes('group', [away.route('b')]);

    const intruder = await context.offered(() =>
      context.target('intruder', { destination: away.account, sources: [two], rules: [group.rule()] }),
    );

    if (intruder === undefined) return context.observe('rejected');
    await away.open('a', one);
    const rows = [reached(one, away.request('a')), asked(two, away.request('b'))];
    const [seen] = await context.access(away.name, rows, { place: 'elsewhere' });
    context.observe(seen?.fate === 'denied' ? 'ignored' : 'granted');
    if (seen?.fate !== 'denied')
      context.finding('Who may write TrafficTargets in one namespace opens the workloads of another.');
  });
});
