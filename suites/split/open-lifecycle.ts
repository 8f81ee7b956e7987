import type { Sight } from '../scenario/sight.ts';
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
});
