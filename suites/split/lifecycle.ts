import type { SmiVersion } from '../../fixtures/smi/model.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { walkThroughSplits } from '../walk/split-walk.ts';
import { marker } from './conditions.ts';

/** The one before, or else another one, in which weights are whole numbers; the same where only that is served. */
function otherVersion(served: readonly SmiVersion[], version: SmiVersion): SmiVersion {
  const others = served.filter((one) => one !== version && one !== 'v1alpha1');
  return others.findLast((one) => one < version) ?? others.at(-1) ?? version;
}

describeSection('traffic-split', 'Workflow', {}, () => {
  scenario('split.lifecycle.create', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    await client.calls(website).allReach('v0');

    await split(website, { [v1]: 17, [v2]: 83 });

    await client.calls(website).areShared({ v1: 17, v2: 83 });
  });

  // Whoever made it wrote another version of the same API, where another is served.
  scenario('split.lifecycle.update', async (context) => {
    const { service, split, client, clients, api, version } = context;
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const v3 = await service('website-v3', { pods: 'v3' });
    const firstIn = otherVersion(api.versions, version);
    const rollout = await split(website, { [v1]: 10, [v2]: 0, [v3]: 0 }, { firstIn });
    for (const one of [client, clients.two]) await one.calls(website).allReach('v1');

    // Of three the one in the middle; then of all of them, and in another order.
    await rollout.update({ [v1]: 10, [v2]: 90, [v3]: 0 });
    await client.calls(website).areShared({ v1: 10, v2: 90 });
    await rollout.update({ [v1]: 10, [v2]: 0, [v3]: 0 });
    for (const one of [client, clients.two]) await one.calls(website).allReach('v1');
    await rollout.update({ [v3]: 10, [v1]: 0, [v2]: 0 });
    for (const one of [client, clients.two]) await one.calls(website).allReach('v3');
    await rollout.update({ [v1]: 0, [v2]: 10, [v3]: 0 });
    await client.calls(website).allReach('v2');

    await walkThroughSplits(context, {
      roots: ['site', 'office', 'lab'],
      splits: ['walk', 'walk-2'],
      groups: [],
      steps: 9,
      walk: 3,
    });
  });

  scenario('split.lifecycle.remove-backend', async ({ service, split, client, nameFor }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const v3 = await service('website-v3', { pods: 'v3' });
    const rollout = await split(website, { [v1]: 40, [v2]: 35, [v3]: 25 });
    await client.calls(website).reachEach(['v1', 'v2', 'v3']);

    // From the middle, and from the end.
    await rollout.update({ [v1]: 40, [v3]: 25 });
    await client.calls(website).reachEach(['v1', 'v3']);
    await rollout.update({ [v1]: 1, [v2]: 1 });
    await client.calls(website).reachEach(['v1', 'v2']);
    // Where the requests of a connection are split one by one, one that is open already is no exception.
    const { grain } = await client.calls(website).grain(2);
    const open = client.calls(website, { connection: { use: 'held', name: nameFor('open') } });
    if (grain === 'per-request') await open.look();
    await rollout.update({ [v1]: 1 });
    await client.calls(website).allReach('v1', { requests: 250 });
    if (grain === 'per-request') await open.neverReach(['v2', 'v3']);
  });

  // Another one with the same backend stays, and becomes the next to go.
  scenario('split.lifecycle.delete-reverts', async ({ service, split, client, clients }) => {
    const ports = [{ port: 8080 }, { port: 9090 }];
    const website = await service('website', { pods: 'v0', ports });
    const shop = await service('shop', { pods: 'v3' });
    const v1 = await service('website-v1', { pods: 'v1', ports });
    const rollout = await split(website, { [v1]: 1 });
    const other = await split(shop, { [v1]: 1 });
    for (const root of [website, shop]) await client.calls(root).allReach('v1');
    await clients.two.calls(website).allReach('v1');

    await rollout.remove();

    await client.calls(website).allReach('v0', { requests: 250 });
    await client.calls(website, { port: 9090 }).allReach('v0');
    await clients.two.calls(website).allReach('v0');
    await client.calls(shop).allReach('v1');
    await other.remove();
    await client.calls(shop).allReach('v3');
  });

  scenario('split.lifecycle.shift-full', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 1 });
    await client.calls(website).allReach('v1');

    // The steps between are not waited for: the last word counts, however soon it follows.
    for (const share of [10, 20, 30, 40, 50, 60, 70, 80, 90])
      await rollout.update({ [v1]: 100 - share, [v2]: share });
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

    // At the beginning, too.
    const next = await service('website-next', { pods: 'v0' });
    await rollout.update({ [next]: 25, [v1]: 20, [v2]: 10, [v3]: 45 });
    await client.calls(website).areShared({ v0: 25, v1: 20, v2: 10, v3: 45 });
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

    // And back.
    await rollout.moveTo(website);
    await client.calls(website).allReach('v1');
    await client.calls(shop).allReach('v3');
  });

  scenario('split.lifecycle.delete-recreate', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 90, [v2]: 10 });
    await client.calls(website).reachEach(['v1', 'v2']);

    await rollout.remove();
    await client.calls(website).allReach('v0');
    const same = await split(website, { [v1]: 90, [v2]: 10 });
    await client.calls(website).areShared({ v1: 90, v2: 10 });

    // With nobody waiting in between.
    await same.remove();
    await split(website, { [v1]: 10, [v2]: 90 });

    await client.calls(website).areShared({ v1: 10, v2: 90 });
  });

  scenario('split.lifecycle.order-independent', async (context) => {
    const { service, serviceNamed, enrol, split, client } = context;
    // What a split without a root does is open (split.root.missing).
    const website = await service('website', { pods: 'v0' });
    const v1 = serviceNamed('website-v1');
    const v2 = serviceNamed('website-v2');

    await split(website, { [v1]: 35, [v2]: 65 });
    await service('website-v2', { pods: 'enrolled' });
    await service('website-v1', { pods: 'v1' });
    await enrol('v2');

    await client.calls(website).areShared({ v1: 35, v2: 65 });
  });

  scenario('split.lifecycle.new-client', async ({ service, split, deploy, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 90, [v2]: 10 });
    await client.calls(website).reachEach(['v1', 'v2']);
    await rollout.update({ [v1]: 10, [v2]: 90 });
    await client.calls(website).reachEach(['v1', 'v2']);

    const newcomer = await deploy('newcomer');

    await newcomer.client.calls(website).areShared({ v1: 10, v2: 90 });
    // Who was there before finds it as it was, after a silence as well.
    await client.calls(website).neverReach(['v0']);
  });

  scenario('split.conflict.name-independent', async (context) => {
    const { service, split, client, offered } = context;
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const first = await split(website, { [v1]: 1 }, { name: 'website-rollout' });
    await client.calls(website).allReach('v1');

    // Not even if it is that of another Service.
    const canary = await service('canary', { pods: 'v3' });
    await first.remove();
    await client.calls(website).allReach('v0');
    const second = await split(website, { [v1]: 1 }, { name: 'canary' });
    await client.calls(website).allReach('v1');
    await client.calls(canary).allReach('v3');
    const dotted = await split(canary, { [v1]: 1 }, { name: '2.canary.v1' });
    await client.calls(canary).allReach('v1');
    await dotted.remove();
    await client.calls(canary).allReach('v3');
    await client.calls(website).allReach('v1');

    // Without a gap, where a second split of a root is taken: which of two is in force is open, and of one it is not.
    const v2 = await service('website-v2', { pods: 'v2' });
    const thirdActedOn = await marker(context);
    const third = await offered(async () => await split(website, { [v2]: 1 }, { name: 'a-canary' }));
    if (third === undefined) return;
    await thirdActedOn();
    await second.remove();
    await client.calls(website).allReach('v2');
  });
});
