import { atLeast } from '../../fixtures/smi/index.ts';
import { asked, reached } from '../scenario/access-table.ts';
import type { Applied } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { firefox, firefoxRoute } from '../split/conditions.ts';

describeSection('SPEC_LATEST_STABLE', 'Technical Overview', {}, () => {
  // Here and by the scenarios that change other objects meanwhile.
  scenario('gen.unrelated-traffic', async ({ service, split, client, carriesHttp2 }) => {
    const bystander = await service('bystander', { pods: 'v3' });
    const raw = await service('bystander-raw', { pods: 'v3', ports: [{ port: 7070, protocol: 'tcp' }] });
    const faraway = await service('faraway', { pods: 'v1', place: 'elsewhere' });
    const areServedAsBefore = async (): Promise<void> => {
      await client.calls(bystander).allReach('v3');
      await client.calls(faraway, { place: 'elsewhere' }).allReach('v1@elsewhere');
    };
    await areServedAsBefore();
    const isCarried = await client.calls(raw, { protocol: 'tcp' }).settleOn('v3');
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });

    const rollout = await split(website, { [v1]: 1 });
    await client.calls(website).allReach('v1');
    await areServedAsBefore();
    await rollout.update({ [v2]: 1 });
    await client.calls(website).allReach('v2');
    await areServedAsBefore();
    if (carriesHttp2) await client.calls(bystander, { protocol: 'h2c' }).allReach('v3');
    if (isCarried) await client.calls(raw, { protocol: 'tcp' }).allReach('v3');
    await rollout.remove();
    await client.calls(website).allReach('v0');
    await areServedAsBefore();
  });

  // A workload of the scenario's own, so that nobody else restricts who is let in there.
  scenario('gen.cleanup', async (context) => {
    const { api, service, routes, split, target, access, client, clients, deploy, version } = context;
    const website = await service('website', { pods: 'v0' });
    const shop = await service('shop', { pods: 'v3' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const guarded = await deploy('guarded');
    const behind = await service('guarded', { pods: guarded.name });
    await client.calls(website).allReach('v0');
    await client.calls(shop).allReach('v3');
    await clients.two.calls(behind).allReach(guarded.name);
    const made: Applied[] = [await split(website, { [v1]: 1 })];
    if (api.servedVersions('HTTPRouteGroup').length > 0) {
      // Groups go before what refers to them.
      const all = await routes('everything', [{ name: 'all', pathRegex: '.*', methods: ['*'] }]);
      made.push(all);
      if (atLeast(version, 'v1alpha3')) {
        const condition = await routes('firefox', [firefoxRoute]);
        made.push(condition, await split(shop, { [v1]: 1 }, { matches: [condition] }));
        await client.calls(shop, { headers: firefox }).settleOn('v1');
      }
      if (api.servedVersions('TrafficTarget').length > 0) {
        const grant = { destination: guarded.client, sources: [client], rules: [all.rule()] };
        made.push(await target('guarded', grant));
        await access(behind, [reached(client, 'GET /'), asked(clients.two, 'GET /')]);
      }
    }
    await client.calls(website).allReach('v1');

    for (const object of made) await object.remove();

    await clients.two.calls(behind).allReach(guarded.name);
    await client.calls(website).allReach('v0', { requests: 250 });
    await client.calls(shop, { headers: firefox }).allReach('v3');
  });

  scenario('gen.idempotent', async ({ service, split, client }) => {
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const v2 = await service('website-v2', { pods: 'v2' });
    const rollout = await split(website, { [v1]: 80, [v2]: 20 });
    await client.calls(website).areShared({ v1: 80, v2: 20 });

    await Promise.all([rollout.again(), client.calls(website).reachEach(['v1', 'v2'])]);

    await client.calls(website).areShared({ v1: 80, v2: 20 });
  });
});
