import { asked, denied, reached } from '../scenario/access-table.ts';
import type { Client } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { bindElsewhere, bound, clientLabels, everything, get, grant, labelsOf, spiffeIdOf } from './bound.ts';

describeSection('traffic-access', 'Resource Design', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.ib.service-account', async (context) => {
    const { one, two, elsewhere } = bound(context);
    const api = await context.service('api', { pods: context.server });
    // Its account and the binding are of one name.
    const namesake = (await context.deploy('namesake')).client;
    const all = await context.routes('all', [everything]);

    const binding = await context.binding('namesake', { serviceAccount: one.serviceAccount });
    await bindElsewhere(context, 'namesake', { serviceAccount: two.serviceAccount });
    const target = await context.target('named', { sources: [binding], rules: [all.rule()] });
    const others = [denied(two, get), denied(elsewhere, get)];
    await context.access(api, [reached(one, get), denied(namesake, get), ...others]);

    await target.update({ sources: [namesake], rules: [all.rule()] });
    await context.access(api, [reached(namesake, get), denied(one, get), ...others]);
  });

  scenario('access.ib.pod-labels', async (context) => {
    const { one, two, three, elsewhere } = bound(context);
    const api = await context.service('api', { pods: context.server });

    // Both labels must fit: each client has one of them.
    await grant(context, 'pod', [await context.binding('pod', { podLabels: labelsOf(one) })]);
    await context.access(api, [reached(one, get), denied(two, get), denied(three, get)]);

    const others = await context.binding('others', { podLabels: context.enrolledLabels });
    await grant(context, 'others', [others]);
    await context.enrol(two.name);
    await context.access(api, [reached(one, get), reached(two, get), denied(three, get)]);
    await context.dismiss(two.name);
    await context.access(api, [reached(one, get), denied(two, get)]);

    await others.update({ podLabels: clientLabels });
    await context.access(api, [
      reached(one, get),
      reached(two, get),
      reached(three, get),
      denied(elsewhere, get),
    ]);
  });

  scenario('access.ib.spiffe', async (context) => {
    const { one, two, three, elsewhere } = bound(context);
    const api = await context.service('api', { pods: context.server });

    // Some of them nobody has: that of a client goes on in one, begins as another, and is of another domain.
    const idOf = (client: Client): string => spiffeIdOf(client, context);
    const [first, second, third] = [idOf(one), idOf(two), idOf(three)];
    const nobody = [`${second}-more`, second.slice(0, -1), second.replace('://', '://other.')];
    const binding = await context.binding('spiffe', { spiffeIdentities: [first, ...nobody, third] });
    await grant(context, 'spiffe', [binding]);

    await context.access(api, [
      reached(one, get),
      reached(three, get),
      denied(two, get),
      denied(elsewhere, get),
    ]);

    await binding.update({ spiffeIdentities: [...nobody, third, second] });

    await context.access(api, [reached(three, get), reached(two, get), denied(one, get)]);
  });

  scenario('access.ib.or', async (context) => {
    const { one, two, three } = bound(context);
    const api = await context.service('api', { pods: context.server });

    const schemes = { serviceAccount: one.serviceAccount, spiffeIdentities: [spiffeIdOf(two, context)] };
    const either = await context.binding('either', schemes);
    await grant(context, 'either', [either]);
    await context.access(api, [reached(one, get), reached(two, get), denied(three, get)]);

    await either.update({ podLabels: labelsOf(three), spiffeIdentities: schemes.spiffeIdentities });
    await context.access(api, [denied(one, get), reached(two, get), reached(three, get)]);

    // A scheme less.
    await either.update({ podLabels: labelsOf(three) });
    await context.access(api, [denied(two, get), reached(three, get)]);
  });

  scenario('access.ib.exclusive', async (context) => {
    const { one, two, three } = bound(context);
    const { api: surface, admission, nameFor, namespace, note } = context;
    const schemes = { podLabels: labelsOf(one), serviceAccount: two.serviceAccount };
    const binding = { kind: 'IdentityBinding', name: nameFor('both'), namespace, ...schemes } as const;
    const { accepted, words } = await admission.answers(surface.render(binding));
    if (!accepted) return note('Refused', [words]);
    const api = await context.service('api', { pods: context.server });

    await grant(context, 'both', [await context.binding('both', schemes)]);

    await context.access(api, [denied(one, get), denied(two, get), denied(three, get)]);
  });

  // The accounts and labels of the pods elsewhere are those of the pods here.
  scenario('access.ib.namespace-bound', async (context) => {
    const { one, two, elsewhere } = bound(context);
    const api = await context.service('api', { pods: context.server });

    const account = await context.binding('account', { serviceAccount: elsewhere.serviceAccount });
    const labels = await context.binding('labels', { podLabels: labelsOf(elsewhere) });
    const spiffeIdentities = elsewhere.spiffeId === undefined ? [] : [elsewhere.spiffeId];
    const ids = await context.binding('ids', { serviceAccount: one.serviceAccount, spiffeIdentities });
    await grant(context, 'all', [account, labels, ids]);

    await context.access(api, [reached(one, get), denied(two, get), denied(elsewhere, get)]);
  });

  scenario('access.ib.update', async (context) => {
    const { one, two, three } = bound(context);
    const api = await context.service('api', { pods: context.server });
    const binding = await context.binding('changing', { serviceAccount: one.serviceAccount });
    const target = await grant(context, 'changing', [binding]);
    await context.access(api, [reached(one, get), denied(two, get), denied(three, get)]);

    await binding.update({ serviceAccount: two.serviceAccount });
    await context.access(api, [denied(one, get), reached(two, get), denied(three, get)]);

    await binding.update({ podLabels: labelsOf(three) });
    await context.access(api, [denied(one, get), denied(two, get), reached(three, get)]);

    await binding.update({ serviceAccount: one.serviceAccount });
    await context.access(api, [reached(one, get), denied(two, get), denied(three, get)]);

    // Another one of that name.
    for (const object of [target, binding]) await object.remove();
    const anew = await context.binding('changing', { podLabels: labelsOf(two) });
    await grant(context, 'anew', [anew]);
    await context.access(api, [denied(one, get), reached(two, get), denied(three, get)]);
  });

  scenario('access.ib.missing', async (context) => {
    const { one, two } = bound(context);
    const { nameFor, namespace, observe, finding, admission } = context;
    const missing = { kind: 'IdentityBinding', name: nameFor('missing'), namespace } as const;
    const { accepted, words } = await admission.answers(
      context.api.render({
        kind: 'TrafficTarget',
        name: nameFor('dry-run'),
        namespace,
        destination: { kind: 'ServiceAccount', name: `server-${context.server}`, namespace },
        sources: [missing],
        rules: [{ kind: 'HTTPRouteGroup', name: nameFor('missing') }],
      }),
    );
    if (!accepted) return observe('rejected', words);
    const api = await context.service('api', { pods: context.server });

    await grant(context, 'missing', [missing]);

    const seen = await context.access(api, [asked(one, get), asked(two, get)]);
    if (seen.every(({ fate }) => fate === 'denied')) return observe('nobody');
    finding('A target whose only source is an IdentityBinding that does not exist lets clients in.');
    observe('everybody');
  });
});
