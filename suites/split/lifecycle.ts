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

    await client.calls(website).allReach('v1', { requests: 400 });
  });

  scenario('split.lifecycle.delete-reverts', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const rollout = await split(website, { [v1]: 1 });
    await client.calls(website).allReach('v1');

    await rollout.remove();

    await client.calls(website).allReach('v0', { requests: 400 });
  });
});
