import type { Sight } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

describeSection('traffic-split', 'Workflow', {}, () => {
  // There and back again, while one and the same client calls over fresh connections and over kept ones.
  scenario('split.lifecycle.hitless', async ({ service, split, client, observe }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 90, [v2]: 10 });
    await client.calls(website).areShared({ v1: 90, v2: 10 });

    const sights: Sight[] = [];
    const changing = async (): Promise<void> => {
      for (const [one, two] of [
        [10, 90],
        [90, 10],
      ] as const) {
        await rollout.update({ [v1]: one, [v2]: two });
        await client.calls(website).reachEach(['v1', 'v2']);
      }
    };
    const kept = client.calls(website, { connection: { use: 'kept', connections: 4 } });
    sights.push(
      await kept.during(async () => {
        sights.push(await client.calls(website).during(changing));
      }),
    );

    observe(
      sights.every(({ lost }) => lost === 0) ? 'none-failed' : 'some-failed',
      ...sights.map(({ words }) => words),
    );
  });

  // The namespace has Services and a split of the same names as the testbed's home, whose split must not go with them. Splits
  // that are made later show when the mesh has come round to the namespace: to what was in it, and to its end.
  scenario('split.lifecycle.namespace-delete', async (context) => {
    const { service, split, client, offered, ownNamespace } = context;
    const website = await service('website', { pods: 'v0' });
    const next = await service('website-next', { pods: 'v1' });
    const passing = await ownNamespace();
    const taken = await offered(async () => {
      await passing.split(website, { [next]: 1 });
      return true;
    });
    if (taken === undefined) context.unsupported('The mesh refuses a split whose Services select no pods.');
    await split(website, { [next]: 1 });
    await client.calls(website).allReach('v1');

    const held = await passing.remove();

    const later = await service('later', { pods: 'v0' });
    await split(later, { [next]: 1 });
    const others = [await client.calls(later).look({ without: ['v0'] }), await client.calls(website).look()];
    const unbroken = others.every(({ sent, workloads }) => workloads['v1'] === sent);
    context.observe(
      !unbroken ? 'others-broken' : held.length > 0 ? 'held-back' : 'gone',
      ...(held.length > 0 ? held : ['The namespace is gone, and all that was in it.']),
      ...others.map(({ words }) => words),
    );
  });
});
