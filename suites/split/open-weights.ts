import { describeSection, scenario } from '../scenario/registry.ts';
import { readingOf } from './standing.ts';

// What weights mean where they give nobody a share. A split that is in force comes first, so that the change is what is seen.
describeSection('traffic-split', 'Specification', { testbed: 'exclusive' }, () => {
  scenario('split.weights.all-zero', async (context) => {
    const root = await context.service('website', { pods: 'v0' });
    const v1 = await context.service('website-v1', { pods: 'v1' });
    const v2 = await context.service('website-v2', { pods: 'v2' });
    const unrelated = await context.service('unrelated', { pods: 'v3' });
    const split = await context.split(root, { [v1]: 90, [v2]: 10 });
    await context.client.calls(root).areShared({ v1: 90, v2: 10 });

    await split.update({ [v1]: 0, [v2]: 0 });

    const sight = await context.client.calls(root).look();
    const readings = { lost: 'fails', v0: 'root', 'v1 v2': 'uniform' };
    context.observe(readingOf(sight, readings));
    const { lost } = await context.client.calls(unrelated).look();
    if (lost > 0) context.observe('other-services-broken');
  });
});
