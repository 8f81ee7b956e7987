import { workloadLabel } from '../../fixtures/agent/manifest.ts';
import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { poolLabel } from '../../fixtures/testbed/workloads.ts';
import { asked, denied, reached } from '../scenario/access-table.ts';
import type { Client, Identity, ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

const get = 'GET /';
const everything: HttpMatch = { name: 'everything', pathRegex: '.*', methods: ['*'] };

/** Labels of every client's pod, each of which runs under an account of its own. */
const clientLabels = { [poolLabel]: 'clients' };
const labelsOf = ({ name }: Client): Record<string, string> => ({ ...clientLabels, [workloadLabel]: name });

/** Opens the server, or another destination, to whoever the sources stand for. */
async function grant(
  { routes, target }: ScenarioContext,
  name: string,
  sources: readonly Identity[],
  destination?: Identity,
): Promise<void> {
  const all = await routes(name, [everything]);
  await target(name, { sources, rules: [all.rule()], ...(destination === undefined ? {} : { destination }) });
}

function spiffeIdOf({ spiffeId }: Client, { unsupported }: ScenarioContext): string {
  return spiffeId ?? unsupported('The profile of the mesh does not say what SPIFFE ids it gives to pods.');
}

describeSection('traffic-access', 'Resource Design', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.ib.service-account', async (context) => {
    const { one, two, elsewhere } = bound(context);
    const api = await context.service('api', { pods: context.server });
    // Its account and the binding are of one name.
    const namesake = (await context.deploy('namesake')).client;
    const all = await context.routes('all', [everything]);

    const binding = await context.binding('namesake', { serviceAccount: one.serviceAccount });
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

    // One of them nobody has: that of a client goes on in it.
    const ids = [one, two, three].map((client) => spiffeIdOf(client, context));
    const spiffeIdentities = ids.map((id, index) => (index === 1 ? `${id}-more` : id));
    await grant(context, 'spiffe', [await context.binding('spiffe', { spiffeIdentities })]);

    await context.access(api, [
      reached(one, get),
      reached(three, get),
      denied(two, get),
      denied(elsewhere, get),
    ]);
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
    await grant(context, 'both', [account, labels]);

    await context.access(api, [reached(one, get), denied(two, get), denied(elsewhere, get)]);
  });

  scenario('access.ib.update', async (context) => {
    const { one, two, three } = bound(context);
    const api = await context.service('api', { pods: context.server });
    const binding = await context.binding('changing', { serviceAccount: one.serviceAccount });
    await grant(context, 'changing', [binding]);
    await context.access(api, [reached(one, get), denied(two, get), denied(three, get)]);

    await binding.update({ serviceAccount: two.serviceAccount });
    await context.access(api, [denied(one, get), reached(two, get), denied(three, get)]);

    await binding.update({ podLabels: labelsOf(three) });
    await context.access(api, [denied(one, get), denied(two, get), reached(three, get)]);

    await binding.update({ serviceAccount: one.serviceAccount });
    await context.access(api, [reached(one, get), denied(two, get), denied(three, get)]);
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

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.ib.destination', async (context) => {
    const { one, two } = bound(context);
    const api = await context.service('api', { pods: context.server });

    const another = await context.binding('another', { serviceAccount: two.serviceAccount });
    await grant(context, 'another', [one], another);
    await context.access(api, [denied(one, get)], { wayShownBelow: true });

    const server = await context.binding('server', { podLabels: { [workloadLabel]: context.server } });
    await grant(context, 'server', [one], server);
    await context.access(api, [reached(one, get), denied(two, get)]);
  });

  scenario('access.ib.mixed-kinds', async (context) => {
    const { one, two, three } = bound(context);
    const api = await context.service('api', { pods: context.server });

    const binding = await context.binding('account', { serviceAccount: two.serviceAccount });
    await grant(context, 'mixed', [one, binding]);

    await context.access(api, [reached(one, get), reached(two, get), denied(three, get)]);
  });

  scenario('access.ib.sa-still-works', async (context) => {
    const { one, two } = context.clients;
    const api = await context.service('api', { pods: context.server });

    await grant(context, 'accounts', [one]);

    await context.access(api, [reached(one, get), denied(two, get)]);
  });
});

/** The clients, where the cluster serves IdentityBinding: the kind came with v1alpha4 and not every mesh brought it. */
function bound({ api, clients, unsupported }: ScenarioContext): ScenarioContext['clients'] {
  return api.servedVersions('IdentityBinding').length > 0
    ? clients
    : unsupported('The cluster does not serve IdentityBinding.');
}
