import { describeSection, scenario } from '../scenario/registry.ts';

describeSection('traffic-split', 'Specification', {}, () => {
  scenario('split.root.baseline', async ({ service, client }) => {
    const foobar = await service('foobar', { pods: 'rollout' });

    await client.calls(foobar).reachEach(['v1', 'v2']);
  });

  scenario('split.root.name-forms', async ({ service, split, client, hostForms }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });

    await split(website, { [v1]: 1 });

    for (const host of hostForms) await client.calls(website, { host }).allReach('v1');
  });

  // The root's own endpoints stand 1 to 3; the split says 3 to 1.
  scenario('split.root.selector-overlaps-backends', async ({ service, split, client }) => {
    const foobar = await service('foobar', { pods: 'rollout' });
    const v1 = await service('foobar-v1', { pods: 'v1' });
    const v2 = await service('foobar-v2', { pods: 'v2' });

    await split(foobar, { [v1]: 75, [v2]: 25 });

    await client.calls(foobar).areShared({ v1: 75, v2: 25 });
  });

  scenario('split.root.without-pods', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'none' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });

    await split(website, { [v1]: 1, [v2]: 1 });

    await client.calls(website).reachEach(['v1', 'v2']);
  });

  // The meshed client shows that the split is in force; the other must see the plain Service all the same.
  scenario('split.client.unmeshed', async ({ service, split, clients, plainHost }) => {
    const foobar = await service('foobar', { pods: 'rollout' });
    const v1 = await service('foobar-v1', { pods: 'v1' });
    const v2 = await service('foobar-v2', { pods: 'v2' });

    await split(foobar, { [v1]: 100, [v2]: 0 });

    await clients.one.calls(foobar).allReach('v1');
    await clients.outsider.calls(foobar, { host: plainHost }).reachEach(['v1', 'v2']);
  });

  // As it is made, changed and deleted.
  scenario('split.client.other-namespace', async ({ service, split, clients }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });

    const rollout = await split(website, { [v1]: 1 });
    await clients.elsewhere.calls(website).allReach('v1');

    await rollout.update({ [v1]: 10, [v2]: 90 });
    await clients.elsewhere.calls(website).areShared({ v1: 10, v2: 90 });
    await rollout.remove();
    await clients.elsewhere.calls(website).allReach('v0');
  });

  // The same two names in another namespace, where no split exists.
  scenario('split.scope.namespace', async (context) => {
    const { service, split, clients, apply, nameFor, namespace, siblingNamespace } = context;
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const twin = await service('website', { pods: 'v2', place: 'elsewhere', sameNameAs: website });
    await service('website-v1', { pods: 'v1', place: 'elsewhere', sameNameAs: v1 });

    await split(website, { [v1]: 1 }, { name: 'rollout' });

    await clients.one.calls(website).allReach('v1');
    await clients.elsewhere.calls(twin, { place: 'elsewhere' }).allReach('v2@elsewhere');
    await clients.one.calls(twin, { place: 'elsewhere' }).allReach('v2@elsewhere');

    // Joined by a dash, its namespace and its names are those of the twin.
    const rest = siblingNamespace.slice(`${namespace}-`.length);
    const joined = await service(`${rest}-website`, { pods: 'v0' });
    await split(joined, { [v1]: 1 }, { name: `${rest}-rollout` });
    await clients.one.calls(joined).allReach('v1');

    // Another split of the same name, for the twin.
    const other = await apply({
      kind: 'TrafficSplit',
      name: nameFor('rollout'),
      namespace: siblingNamespace,
      service: twin,
      backends: [{ service: v1, weight: 1 }],
    });

    const splitsOfHomeHold = async (): Promise<void> => {
      await clients.one.calls(website).allReach('v1');
      await clients.one.calls(joined).allReach('v1');
      await clients.elsewhere.calls(website).allReach('v1');
    };
    for (const client of [clients.elsewhere, clients.one])
      await client.calls(twin, { place: 'elsewhere' }).allReach('v1@elsewhere');
    await splitsOfHomeHold();
    await other.remove();
    for (const client of [clients.elsewhere, clients.one])
      await client.calls(twin, { place: 'elsewhere' }).allReach('v2@elsewhere');
    await splitsOfHomeHold();
  });

  scenario('split.scope.other-services', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const unrelated = await service('unrelated', { pods: 'v3' });
    const sibling = await service('same-pods', { pods: 'v0' });
    const beginsAlike = await service('admin', { pods: 'v3', after: website });
    const endsAlike = await service('my-website', { pods: 'v3' });

    await split(website, { [v1]: 1, [v2]: 0 });

    await client.calls(website).allReach('v1');
    await client.calls(v1).allReach('v1');
    await client.calls(v2).allReach('v2');
    await client.calls(unrelated).allReach('v3');
    await client.calls(beginsAlike).allReach('v3');
    await client.calls(endsAlike).allReach('v3');
    await client.calls(sibling).allReach('v0');
  });

  // Its own Service has no weight at first, so that no request comes back to the pod that sent it.
  scenario('split.client.server-as-client', async ({ service, split, clients }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });

    const rollout = await split(website, { [v1]: 0, [v2]: 1 });
    await clients.server.calls(website).allReach('v2');

    // Not every network lets a pod call itself through a Service.
    if ((await clients.server.calls(v1).look()).lost > 0) return;
    await rollout.update({ [v1]: 1, [v2]: 1 });
    await clients.server.calls(website).reachEach(['v1', 'v2']);
  });
});

describeSection('traffic-split', 'Workflow', {}, () => {
  scenario('split.backend.direct-access', async ({ service, split, client, clients }) => {
    const foobar = await service('foobar', { pods: 'rollout' });
    const v1 = await service('foobar-v1', { pods: 'v1' });
    const v2 = await service('foobar-v2', { pods: 'v2', ports: [{ port: 8080 }, { port: 9090 }] });

    const rollout = await split(foobar, { [v1]: 100, [v2]: 0 });

    await client.calls(foobar).allReach('v1');
    for (const port of [8080, 9090]) await client.calls(v2, { port }).allReach('v2');
    await rollout.update({ [v2]: 1 });
    await client.calls(foobar).allReach('v2');
    for (const one of [client, clients.two, clients.elsewhere]) await one.calls(v1).allReach('v1');
    await client.calls(v2).allReach('v2');
  });
});
