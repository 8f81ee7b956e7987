import type { ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { marker } from './conditions.ts';
import { readingOf, standing } from './standing.ts';

const rootOrSplit = { v1: 'split', v0: 'root', lost: 'fails' } as const;

/** Everything at the root of its name goes to v1. */
async function splitToV1(context: ScenarioContext) {
  const { root, v1, split } = await standing(context);
  await split.update({ [v1]: 1 });
  await context.client.calls(root).allReach('v1');
  return root;
}

describeSection('traffic-split', 'Specification', {}, () => {
  scenario('split.root.cluster-ip', async (context) => {
    const root = await splitToV1(context);
    const host = await context.clusterIP(root);

    context.observe(readingOf(await context.client.calls(root, { host }).look(), rootOrSplit));
  });

  scenario('split.root.host-header', async (context) => {
    const root = await splitToV1(context);
    const other = await context.service('unrelated', { pods: 'v2' });
    await context.client.calls(other).allReach('v2');
    const host = context.hostOf(other);

    const sight = await context.client.calls(root, { headers: { host } }).look();

    context.observe(readingOf(sight, { ...rootOrSplit, v2: 'other-service' }));
  });

  scenario('split.root.fqdn-in-spec', async (context) => {
    const root = await context.service('website', { pods: 'v0' });
    const v1 = await context.service('website-v1', { pods: 'v1' });
    await context.client.calls(root).allReach('v0');

    const made = await context.offered(
      async () =>
        await context.apply({
          kind: 'TrafficSplit',
          name: context.nameFor('full'),
          namespace: context.namespace,
          service: context.hostOf(root, context.plainHost),
          backends: [{ service: v1, weight: 1 }],
        }),
    );

    const sight = await context.client.calls(root).look({ without: ['v0'] });
    context.observe(made === undefined ? 'rejected' : readingOf(sight, { v1: 'split', v0: 'not-split' }));
  });

  // The older split is in force when the younger one comes. A third one, with a root of its own, shows when that was acted on.
  scenario('split.conflict.same-root', async (context) => {
    const { service, split, client } = context;
    const root = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    await split(root, { [v1]: 1 }, { name: 'website-a' });
    await client.calls(root).allReach('v1');
    const applyMarker = await marker(context);

    const younger = await context.offered(async () => await split(root, { [v2]: 1 }, { name: 'website-b' }));
    if (younger === undefined) context.unsupported('The mesh refuses a second split of a root at admission.');
    // What never comes into force after it says that the two hold the mesh up.
    const actedOn = await applyMarker();

    const readings = { v1: 'oldest', v2: 'newest', 'v1 v2': 'merged', v0: 'neither', lost: 'fails' };
    const first = readingOf(await client.calls(root).look(), readings);
    const again = readingOf(await context.clients.two.calls(root).look(), readings);
    if (actedOn) context.observe(first === again ? first : 'unstable');
    else
      context.observe('mixed', 'A split of another root that was made afterwards did not come into force.');
  });
});

describeSection('traffic-split', 'Tradeoffs', {}, () => {
  scenario('split.self-reference', async (context) => {
    const { root, v1, change } = await standing(context);

    const sight = await change(root, { [root]: 1, [v1]: 1 });

    const readings = { 'v0 v1': 'honoured', v0: 'ignored', v1: 'left-out' };
    context.observe(sight.lost > 0 ? 'loops' : readingOf(sight, readings));
  });
});

// With a testbed of its own: what it looks for is harm to others.
describeSection('traffic-split', 'Specification', { testbed: 'exclusive' }, () => {
  scenario('split.root.missing', async (context) => {
    const root = context.serviceNamed('website');
    const v1 = await context.service('website-v1', { pods: 'v1' });
    const unrelated = await context.service('unrelated', { pods: 'v2' });
    await context.client.calls(unrelated).allReach('v2');
    const made = await context.offered(async () => await context.split(root, { [v1]: 1 }));
    if (made === undefined) context.unsupported('The mesh refuses such a split at admission.');
    const { lost } = await context.client.calls(unrelated).look();

    await context.service('website', { pods: 'v0' });

    const sight = await context.client.calls(root).look({ without: ['v0'] });
    const readings = { v1: 'split-once-root-exists', v0: 'not-split' };
    context.observe(lost > 0 ? 'other-services-broken' : readingOf(sight, readings));
  });
});
