import type { RouteReference } from '../../fixtures/smi/model.ts';
import { asked, denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { expectMarker, get, openPoint } from './open-point.ts';

// What rules grant that name nothing, or what is not there. What is open is granted to the second client; the marker, made
// after it and disputed by nobody, to the first.
describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.rules.matches-empty-list', async (context) => {
    const { two } = context.clients;
    const { api, group } = await openPoint(context);
    const rule: RouteReference = { ...group.rule(), matches: [] };

    const target = await context.offered(() => context.target('empty', { sources: [two], rules: [rule] }));

    if (target === undefined) return context.observe('rejected');
    const [seen] = await context.access(api, [await expectMarker(context, group), asked(two, 'GET /b')]);
    context.observe(seen?.fate === 'denied' ? 'none' : 'all');
  });

  scenario('access.rules.matches-unknown', async (context) => {
    const { two } = context.clients;
    const { api, group } = await openPoint(context);
    const single = await context.routes('single', [get('c')]);
    const rules = [group.rule('b', 'no-such-route-in-the-group'), single.rule()];

    const target = await context.offered(() => context.target('unknown', { sources: [two], rules }));

    if (target === undefined) return context.observe('rejected');
    const seen = await context.access(api, [
      await expectMarker(context, group),
      asked(two, 'GET /b'),
      asked(two, 'GET /c'),
      asked(two, 'GET /d'),
    ]);
    const [named, otherRule, unlisted] = seen.map(({ fate }) => fate !== 'denied');
    if (unlisted === true) {
      context.finding('A rule that names a route which its group lacks opens routes that nothing lists.');
      return context.observe('opens');
    }
    if (named === true) return context.observe('name-skipped');
    context.observe(otherRule === true ? 'rule-ignored' : 'target-ignored');
  });

  scenario('access.rules.none', async (context) => {
    const { two } = context.clients;
    const { api, group } = await openPoint(context);

    const target = await context.offered(() => context.target('no-rules', { sources: [two], rules: [] }));

    if (target === undefined) return context.observe('rejected');
    const [seen] = await context.access(api, [await expectMarker(context, group), asked(two, 'GET /b')]);
    context.observe(seen?.fate === 'denied' ? 'nothing' : 'everything');
  });

  scenario('access.rules.missing-reference', async (context) => {
    const { two, three } = context.clients;
    const { api, group } = await openPoint(context);
    const name = 'made-after-the-target';
    const rules: readonly RouteReference[] = [{ kind: 'HTTPRouteGroup', name: context.nameFor(name) }];

    const target = await context.offered(() => context.target('early', { sources: [two], rules }));

    if (target === undefined) return context.observe('rejected');
    const [before] = await context.access(api, [await expectMarker(context, group), asked(two, 'GET /b')]);
    if (before?.fate !== 'denied') {
      context.finding('A rule that names a group which does not exist opens routes that nothing lists.');
      return context.observe('opens');
    }
    await context.routes(name, [get('b')]);
    const second = await expectMarker(context, group, { name: 'second-marker', client: three });
    const [after] = await context.access(api, [second, asked(two, 'GET /b')]);
    context.observe(after?.fate === 'denied' ? 'stays-denied' : 'works-once-it-exists');
  });

  // A target whose only group is elsewhere grants nothing; whether it is taken at all is left open.
  scenario('access.rules.same-namespace', async (context) => {
    const { clients, siblingNamespace: namespace } = context;
    const { api, group } = await openPoint(context);
    const name = context.nameFor('elsewhere');
    await context.apply({ kind: 'HTTPRouteGroup', name, namespace, matches: [get('b')] });

    const target = await context.offered(() =>
      context.target('far', { sources: [clients.two], rules: [{ kind: 'HTTPRouteGroup', name }] }),
    );

    if (target === undefined) return;
    const marker = await expectMarker(context, group);
    await context.access(api, [marker, denied(clients.two, 'GET /b'), denied(clients.two, 'GET /a')]);
  });

  scenario('access.schema.rules-empty', async (context) => {
    const { two } = context.clients;
    const { api, group } = await openPoint(context);

    const target = await context.offered(() => context.target('no-rules', { sources: [two], rules: [] }));

    if (target === undefined) return;
    const marker = await expectMarker(context, group);
    await context.access(api, [marker, denied(two, 'GET /a'), denied(two, 'GET /b'), denied(two, 'POST /')]);
  });

  scenario('access.schema.sources-empty', async (context) => {
    const { one, two, elsewhere, outsider } = context.clients;
    const { api, group } = await openPoint(context);

    const target = await context.offered(() =>
      context.target('no-sources', { sources: [], rules: [group.rule('b')] }),
    );

    if (target === undefined) return;
    const marker = await expectMarker(context, group);
    const [seen] = await context.access(api, [marker, asked(two, 'GET /b')]);
    if (seen?.fate !== 'denied') context.finding('A target without sources lets everybody in.');
    const nobody = [one, two, elsewhere, outsider].map((client) => denied(client, 'GET /b'));
    await context.access(api, [reached(one, 'GET /a'), ...nobody]);
  });

  // Who is no source, and who asks for what is no route, may get different answers.
  scenario('access.reply-form', async (context) => {
    const { one, two } = context.clients;
    const { api, group } = await openPoint(context);
    await context.target('one', { sources: [one], rules: [group.rule('a')] });

    const seen = await context.access(api, [
      reached(one, 'GET /a'),
      denied(two, 'GET /a'),
      denied(one, 'GET /b'),
      asked(two, 'GET /a'),
      asked(one, 'GET /b'),
    ]);

    const forms = new Set(seen.flatMap(({ refusals }) => refusals.map(formOf)));
    for (const form of forms) context.observe(form, ...seen.flatMap(({ refusals }) => refusals));
  });
});

function formOf(refusal: string): string {
  const known: Readonly<Record<string, string>> = {
    'status 403': 'forbidden',
    'status 404': 'not-found',
    closed: 'connection-closed',
    reset: 'connection-rejected',
    refused: 'connection-rejected',
    timeout: 'no-answer',
  };
  return known[refusal] ?? 'other-status';
}
