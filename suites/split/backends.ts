import { describeSection, scenario } from '../scenario/registry.ts';

describeSection('traffic-split', 'Workflow', {}, () => {
  scenario('split.backend.forward-reference', async ({ service, serviceNamed, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const unborn = serviceNamed('website-v2');

    await split(website, { [v1]: 1, [unborn]: 0 });

    await client.calls(website).allReach('v1', { requests: 250 });
  });

  scenario('split.backend.appears-later', async (context) => {
    const { service, serviceNamed, removeService, split, client } = context;
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = serviceNamed('website-v2');
    const rollout = await split(website, { [v1]: 1, [v2]: 0 });
    await client.calls(website).allReach('v1');

    await service('website-v2', { pods: 'v2' });
    await client.calls(website).allReach('v1');
    await rollout.update({ [v1]: 10, [v2]: 90 });

    await client.calls(website).areShared({ v1: 10, v2: 90 });

    // Taken away and made again with other pods, it is there by itself.
    await removeService(v2);
    await service('website-v2', { pods: 'v3' });
    await client.calls(website).areShared({ v1: 10, v3: 90 });
  });

  scenario('split.backend.deleted', async ({ service, removeService, enrol, dismiss, split, client }) => {
    await enrol('v1');
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'enrolled' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 0, [v2]: 1 });
    await client.calls(website).allReach('v2');

    await dismiss('v1');
    await removeService(v1);
    await client.calls(website).allReach('v2', { requests: 250 });

    // Made again, it is a backend like any other.
    await enrol('v1');
    await service('website-v1', { pods: 'enrolled' });
    await rollout.update({ [v1]: 1, [v2]: 0 });
    await client.calls(website).allReach('v1');

    // One that is no backend any more concerns nobody.
    await rollout.update({ [v1]: 1 });
    await client.calls(website).allReach('v1');
    await removeService(v2);
    await client.calls(website).allReach('v1', { requests: 250 });
  });

  scenario('split.backend.shared', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const shop = await service('shop', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('shop-v2', { pods: 'v2' });
    const shared = await service('shared', { pods: 'v3' });

    await split(website, { [v1]: 90, [shared]: 10 });
    const other = await split(shop, { [v2]: 10, [shared]: 90 });

    await client.calls(shop).areShared({ v2: 10, v3: 90 });
    await client.calls(website).areShared({ v1: 90, v3: 10 });

    // The same two as of the website, with other weights.
    const blog = await service('blog', { pods: 'v0' });
    await split(blog, { [v1]: 10, [shared]: 90 });
    await client.calls(blog).areShared({ v1: 10, v3: 90 });
    await other.remove();
    await client.calls(shop).allReach('v0');
    await client.calls(website).areShared({ v1: 90, v3: 10 });
  });
});

describeSection('traffic-split', 'Specification', {}, () => {
  scenario('split.backend.scale-out', async ({ service, split, deploy, client }) => {
    const growing = await deploy('growing');
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: growing.name });
    await split(website, { [v1]: 1 });
    await client.calls(website).allReach(growing.name);

    await growing.scale(3);
    await client.calls(website).reachEveryPodOf(growing.name);

    await growing.scale(1);
    await client.calls(website).reachEveryPodOf(growing.name);
  });
});

describeSection('traffic-split', 'Tradeoffs', {}, () => {
  // Were splits chained, the second one would hand everything on to v2.
  scenario('split.nonhierarchical', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const inner = await service('inner', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });

    await split(inner, { [v2]: 1 });
    await client.calls(inner).allReach('v2');
    await split(website, { [inner]: 1 });

    await client.calls(website).allReach('v1', { requests: 250 });
    await client.calls(inner).allReach('v2');
  });
});

describeSection('traffic-split', 'Open Questions', {}, () => {
  // What becomes of the missing backend's share is open; that the stranger gets none of it is not.
  scenario('split.scope.backends-same-namespace', async ({ service, serviceNamed, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = serviceNamed('website-v2');
    await service('website-v2', { pods: 'v2', place: 'elsewhere', sameNameAs: v2 });
    const rollout = await split(website, { [v1]: 1 });
    await client.calls(website).allReach('v1');

    await rollout.update({ [v1]: 1, [v2]: 1 });

    await client.calls(website).neverReach(['v2@elsewhere', 'v2']);
  });
});
