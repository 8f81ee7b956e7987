import type { Applied } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

describeSection('SPEC_LATEST_STABLE', 'Technical Overview', {}, () => {
  // Here and by the scenarios that change other objects meanwhile.
  scenario('gen.unrelated-traffic', async ({ service, split, client }) => {
    const bystander = await service('bystander', { pods: 'v3' });
    const faraway = await service('faraway', { pods: 'v1', place: 'elsewhere' });
    const areServedAsBefore = async (): Promise<void> => {
      await client.calls(bystander).allReach('v3');
      await client.calls(faraway, { place: 'elsewhere' }).allReach('v1@elsewhere');
    };
    await areServedAsBefore();
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });

    const rollout = await split(website, { [v1]: 1 });
    await client.calls(website).allReach('v1');
    await areServedAsBefore();
    await rollout.update({ [v2]: 1 });
    await client.calls(website).allReach('v2');
    await areServedAsBefore();
    await rollout.remove();
    await client.calls(website).allReach('v0');
    await areServedAsBefore();
  });

  scenario('gen.cleanup', async ({ api, service, routes, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    await client.calls(website).allReach('v0');
    const made: Applied[] = [await split(website, { [v1]: 1 })];
    if (api.servedVersions('HTTPRouteGroup').length > 0)
      made.push(await routes('everything', [{ name: 'all', pathRegex: '.*', methods: ['*'] }]));
    await client.calls(website).allReach('v1');

    for (const object of made) await object.remove();

    await client.calls(website).allReach('v0', { requests: 250 });
  });

  scenario('gen.idempotent', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const rollout = await split(website, { [v1]: 1 });
    await client.calls(website).allReach('v1');

    await Promise.all([rollout.again(), client.calls(website).allReach('v1')]);

    await client.calls(website).allReach('v1', { requests: 250 });
  });
});
