import { describeSection, scenario } from '../scenario/registry.ts';

describeSection('traffic-split', 'Workflow', {}, () => {
  scenario('split.lifecycle.create', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    await client.calls(website).allReach('v0');

    await split(website, { [v1]: 10, [v2]: 90 });

    await client.calls(website).areShared({ v1: 10, v2: 90 });
  });

  scenario('split.lifecycle.update', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 1, [v2]: 0 });
    await client.calls(website).allReach('v1');

    await rollout.update({ [v1]: 10, [v2]: 90 });

    await client.calls(website).areShared({ v1: 10, v2: 90 });
  });

  scenario('split.lifecycle.remove-backend', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 1, [v2]: 1 });
    await client.calls(website).reachEach(['v1', 'v2']);

    await rollout.update({ [v1]: 1 });

    await client.calls(website).allReach('v1', { requests: 250 });
  });

  scenario('split.lifecycle.delete-reverts', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const rollout = await split(website, { [v1]: 1 });
    await client.calls(website).allReach('v1');

    await rollout.remove();

    await client.calls(website).allReach('v0', { requests: 250 });
  });

  scenario('split.lifecycle.shift-full', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 1 });
    await client.calls(website).allReach('v1');

    // The step between is not waited for: the last word counts, however soon it follows.
    await rollout.update({ [v1]: 1, [v2]: 1 });
    await rollout.update({ [v2]: 1 });

    await client.calls(website).allReach('v2', { requests: 250 });
  });

  scenario('split.lifecycle.add-backend', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const v3 = await service('website-v3', { pods: 'v3' });
    const rollout = await split(website, { [v1]: 20, [v2]: 10 });
    await client.calls(website).reachEach(['v1', 'v2']);

    await rollout.update({ [v1]: 20, [v2]: 10, [v3]: 70 });

    await client.calls(website).areShared({ v1: 20, v2: 10, v3: 70 });
  });

  scenario('split.lifecycle.change-root', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const shop = await service('shop', { pods: 'v3' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const rollout = await split(website, { [v1]: 1 });
    await client.calls(website).allReach('v1');

    await rollout.moveTo(shop);

    await client.calls(shop).allReach('v1');
    await client.calls(website).allReach('v0');
  });

  scenario('split.lifecycle.delete-recreate', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 90, [v2]: 10 });
    await client.calls(website).reachEach(['v1', 'v2']);

    await rollout.remove();
    await client.calls(website).allReach('v0');
    await split(website, { [v1]: 10, [v2]: 90 });

    await client.calls(website).areShared({ v1: 10, v2: 90 });
  });

  scenario('split.lifecycle.order-independent', async (context) => {
    const { service, serviceNamed, enrol, split, client } = context;
    // What a split without a root does is open (split.root.missing).
    const website = await service('website', { pods: 'v0' });
    const v1 = serviceNamed('website-v1');
    const v2 = serviceNamed('website-v2');

    await split(website, { [v1]: 10, [v2]: 90 });
    await service('website-v2', { pods: 'enrolled' });
    await service('website-v1', { pods: 'v1' });
    await enrol('v2');

    await client.calls(website).areShared({ v1: 10, v2: 90 });
  });

  scenario('split.lifecycle.new-client', async ({ service, split, deploy, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    await split(website, { [v1]: 10, [v2]: 90 });
    await client.calls(website).reachEach(['v1', 'v2']);

    const newcomer = await deploy('newcomer');

    await newcomer.client.calls(website).areShared({ v1: 10, v2: 90 });
  });

  scenario('split.conflict.name-independent', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const first = await split(website, { [v1]: 1 }, { name: 'website-rollout' });
    await client.calls(website).allReach('v1');

    await first.remove();
    await client.calls(website).allReach('v0');
    await split(website, { [v1]: 1 }, { name: 'canary' });

    await client.calls(website).allReach('v1');
  });
});
