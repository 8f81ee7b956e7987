import type { Backends, ScenarioContext, ServiceName, Sight } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { readingOf, standing } from './standing.ts';

// What becomes of the share of a backend that cannot take it. Half of it is v1's, which can.
async function shareOf(context: ScenarioContext, second: ServiceName): Promise<Sight> {
  const { root, v1, change } = await standing(context);
  return await change(root, { [v1]: 1, [second]: 1 } satisfies Backends);
}

const ofShare = (sight: Sight): string =>
  readingOf(sight, {
    lost: 'all-fails',
    'v1 lost': 'share-fails',
    v1: 'redistributed',
    v0: 'root',
    'v0 v1': 'share-to-root',
  });

describeSection('traffic-split', 'Tradeoffs', {}, () => {
  scenario('split.backend.missing-weighted', async (context) => {
    const sight = await shareOf(context, context.serviceNamed('website-v2'));

    context.observe(ofShare(sight));
  });

  // Losing the label is to the Service's endpoints what scaling to zero is.
  scenario('split.backend.no-endpoints', async (context) => {
    await context.enrol('v2');
    const v2 = await context.service('website-v2', { pods: 'enrolled' });
    await context.client.calls(v2).allReach('v2');
    await context.dismiss('v2');

    context.observe(ofShare(await shareOf(context, v2)));
  });

  scenario('split.backend.unready', async (context) => {
    const unready = await context.deploy('unready', { neverReady: true });
    const v2 = await context.service('website-v2', { pods: unready.name });

    const sight = await shareOf(context, v2);

    context.observe(sight.workloads[unready.name] === undefined ? ofShare(sight) : 'reached');
  });
});

describeSection('traffic-split', 'Specification', {}, () => {
  scenario('split.backend.service-types', async (context) => {
    const { root, change } = await standing(context);
    const headless = await context.service('website-headless', { pods: 'v1', type: 'headless' });
    const nodePort = await context.service('website-node-port', { pods: 'v2', type: 'NodePort' });

    const { workloads } = await change(root, { [headless]: 1, [nodePort]: 1 });

    const reached = ['v1', 'v2'].map((name) => (name in workloads ? 'reached' : 'not')).join(' ');
    context.observe(
      {
        'reached reached': 'reached',
        'reached not': 'node-port-not-reached',
        'not reached': 'headless-not-reached',
      }[reached] ?? 'not-reached',
    );
  });

  scenario('split.weights.single-zero', async (context) => {
    const { root, v1, change } = await standing(context);

    const sight = await change(root, { [v1]: 0 });

    context.observe(readingOf(sight, { lost: 'fails', v1: 'backend', v0: 'root' }));
  });
});
