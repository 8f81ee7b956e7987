import { describeSection, scenario } from '../scenario/registry.ts';
import { firefox } from './conditions.ts';
import { website } from './website.ts';

describeSection('traffic-split', 'Specification', {}, () => {
  scenario('split.weights.proportional', async (context) => {
    const { root, v1, v2 } = await website(context);

    await context.split(root, { [v1]: 90, [v2]: 10 });

    await context.client.calls(root).areShared({ v1: 90, v2: 10 });
    if (context.carriesHttp2)
      await context.client.calls(root, { protocol: 'h2c' }).areShared({ v1: 90, v2: 10 });
  });

  // Names that are alike for long, as those of versions are: whoever cuts them takes one for the other.
  scenario('split.weights.equal', async (context) => {
    const root = await context.service('recommendations-web', { pods: 'v0' });
    const v1 = await context.service('recommendations-web-v1', { pods: 'v1' });
    const v2 = await context.service('recommendations-web-v2', { pods: 'v2' });

    await context.split(root, { [v1]: 50, [v2]: 50 });

    await context.client.calls(root).areShared({ v1: 50, v2: 50 });
  });

  scenario('split.weights.three-backends', async (context) => {
    const { root, v1, v2 } = await website(context);
    // Its name goes on where that of another one ends.
    const v3 = await context.service('next', { pods: 'v3', after: v1 });

    await context.split(root, { [v1]: 20, [v2]: 10, [v3]: 70 });

    await context.client.calls(root).areShared({ v1: 20, v2: 10, v3: 70 });
  });

  scenario('split.weights.milli', async (context) => {
    const { root, v1, v2 } = await website(context);
    const v3 = await context.service('website-v3', { pods: 'v3' });

    await context.split(root, { [v1]: '10m', [v2]: '100m', [v3]: '1500m' });

    await context.client.calls(root).areShared({ v1: 1, v2: 10, v3: 150 });
  });

  // v1 has one pod and v2 has three: a mesh that pools endpoints sends a quarter of the traffic to v1.
  scenario('split.weights.per-service-not-per-pod', async (context) => {
    const { root, v1, v2 } = await website(context);

    await context.split(root, { [v1]: 1, [v2]: 1 });

    await context.client.calls(root).areShared({ v1: 1, v2: 1 });
  });

  // There are four server workloads: from the fifth on, backends are further Services of them.
  scenario('split.weights.many-backends', async (context) => {
    const { root, v1, v2 } = await website(context);
    const more = [
      ['v3', 10],
      ['v0', 10],
      ['v3', 10],
      ['v2', 5],
      ['v1', 10],
      ['v0', 10],
      ['v3', 30],
    ] as const;
    const backends = { [v1]: 10, [v2]: 5 };
    for (const [index, [pods, weight]] of more.entries())
      backends[await context.service(`website-v${index + 3}`, { pods })] = weight;

    await context.split(root, backends);

    await context.client.calls(root).areShared({ v0: 20, v1: 20, v2: 10, v3: 50 });
  });

  scenario('split.weights.within-backend-balanced', async (context) => {
    const { root, v2 } = await website(context);
    const v3 = await context.service('website-v3', { pods: 'v3' });

    const split = await context.split(root, { [v2]: 1 });

    await context.client.calls(root).reachEveryPodOf('v2');
    // Whoever alternates between two backends meets all pods of both. That takes many requests: asked in the newest version alone.
    if (context.stepsOf(2) < 2) return;
    await split.update({ [v2]: 1, [v3]: 1 });
    await context.client.calls(root).reachEveryPodOf('v2', 'v3');
  });

  scenario('split.weights.no-stickiness', async (context) => {
    const { root, v1, v2 } = await website(context);

    await context.split(root, { [v1]: 1, [v2]: 1 });

    await context.client.calls(root).reachEach(['v1', 'v2']);
    // One and the same user with all that browsers send: nothing of that ties a user to a backend.
    const headers = { ...firefox, cookie: 'session=1; theme=dark', authorization: 'Bearer 1' };
    await context.client.calls(root, { path: '/cart/1?user=1', headers }).reachEach(['v1', 'v2']);
    // Whether one connection is spread as well, the documents do not say.
    for (const protocol of ['http1', 'h2c', 'grpc'] as const)
      await context.client.calls(root, { protocol }).grain(2);
  });
});

describeSection('traffic-split', 'Specification', {}, () => {
  // Two small ones: whichever backend is given what rounding leaves over, one of them shows that it is rounded.
  scenario('split.weights.small-share', async (context) => {
    const { root, v1, v2 } = await website(context);
    const v3 = await context.service('website-v3', { pods: 'v3' });

    await context.split(root, { [v1]: 1, [v3]: 998, [v2]: 1 });

    await context.client.calls(root).leaveNobodyOut({ v1: 1, v3: 998, v2: 1 });
  });
});

describeSection('traffic-split', 'Tradeoffs', {}, () => {
  scenario('split.weights.sum-below-100', async (context) => {
    const { root, v1, v2 } = await website(context);

    await context.split(root, { [v1]: 1, [v2]: 3 });

    await context.client.calls(root).areShared({ v1: 1, v2: 3 });
  });
});

describeSection('traffic-split', 'Workflow', {}, () => {
  scenario('split.weights.not-sum-100', async (context) => {
    const { root, v1, v2 } = await website(context);

    await context.split(root, { [v1]: 1000, [v2]: 500 });

    await context.client.calls(root).areShared({ v1: 1000, v2: 500 });
  });

  scenario('split.weights.milli-mixed', async (context) => {
    const { root, v1, v2 } = await website(context);

    const v3 = await context.service('website-v3', { pods: 'v3' });

    // Plain numbers are quantities with quotes and without.
    const split = await context.split(root, { [v1]: 1, [v2]: '500m' });

    await context.client.calls(root).areShared({ v1: 2, v2: 1 });
    // A quantity has other forms as well.
    await split.update({ [v1]: '2.5', [v2]: '0.5', [v3]: '2' });
    await context.client.calls(root).areShared({ v1: 5, v2: 1, v3: 4 });
    await split.update({ [v1]: '500', [v2]: '1k', [v3]: '1.5k' });
    await context.client.calls(root).areShared({ v1: 1, v2: 2, v3: 3 });
  });

  // The root selects v2 as well: not one request may come through it.
  scenario('split.weights.zero', async (context) => {
    const root = await context.service('foobar', { pods: 'rollout' });
    const v1 = await context.service('foobar-v1', { pods: 'v1' });
    const v2 = await context.service('foobar-v2', { pods: 'v2' });
    const v3 = await context.service('foobar-v3', { pods: 'v3' });

    const split = await context.split(root, { [v1]: 100, [v2]: 0 });

    // A leak of 0.7 % shows in each version, one of 0.17 % in four of them together.
    await context.client.calls(root).allReach('v1', { requests: 1000 });
    // Between others it takes nothing from them, whatever their weights are, and whosever pods it has.
    const again = await context.service('foobar-v1-again', { pods: 'v1' });
    await split.update({ [v1]: 40, [v2]: 0, [v3]: 60, [again]: 0 });
    await context.client.calls(root).areShared({ v1: 40, v2: 0, v3: 60 });
  });

  scenario('split.weights.single-backend', async (context) => {
    const { root, v2 } = await website(context);

    await context.split(root, { [v2]: 1 });

    await context.client.calls(root).allReach('v2', { requests: 250 });
    // Whatever is asked for.
    await context.client.calls(root, { method: 'POST', path: '/Orders/1+2/%C3%A9?all=1' }).allReach('v2');
    if (context.carriesHttp2) await context.client.calls(root, { protocol: 'h2c' }).allReach('v2');
  });

  scenario('split.weights.per-client', async (context) => {
    const { root, v1, v2 } = await website(context);
    const { one, two } = context.clients;

    await context.split(root, { [v1]: 90, [v2]: 10 });

    await Promise.all([one, two].map((client) => client.calls(root).areShared({ v1: 90, v2: 10 })));
  });
});
