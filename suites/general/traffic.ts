import { asked, reached } from '../scenario/access-table.ts';
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

  // A workload of the scenario's own, so that nobody else restricts who is let in there.
  scenario('gen.cleanup', async (context) => {
    const { api, service, routes, split, target, access, client, clients, deploy } = context;
    const website = await service('website', { pods: 'v0' });
    const v1 = await service('website-v1', { pods: 'v1' });
    const guarded = await deploy('guarded');
    const behind = await service('guarded', { pods: guarded.name });
    await client.calls(website).allReach('v0');
    await clients.two.calls(behind).allReach(guarded.name);
    const made: Applied[] = [await split(website, { [v1]: 1 })];
    if (api.servedVersions('HTTPRouteGroup').length > 0) {
      const all = await routes('everything', [{ name: 'all', pathRegex: '.*', methods: ['*'] }]);
      made.push(all);
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
