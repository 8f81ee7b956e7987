import { describeSection, scenario } from '../scenario/registry.ts';
import {
  chrome,
  experiment,
  firefox,
  firefoxRoute,
  insider,
  insiderRoute,
  takesSplit,
} from './conditions.ts';
import { website } from './website.ts';

// Whatever is said of requests without a match is asked after requests with one: those show that the split is in force.
describeSection('traffic-split', 'Specification', {}, () => {
  // Another root has a route of the same name, which asks something else.
  scenario('split.matches.hit', async (context) => {
    const { root, v1, hits } = await experiment(context, [firefoxRoute]);
    const shop = await context.service('shop', { pods: 'v0' });
    const unrelated = await context.service('unrelated', { pods: 'v3' });
    const namesake = await context.routes('shop', [{ ...insiderRoute, name: firefoxRoute.name }]);
    await context.split(shop, { [v1]: 1 }, { matches: [namesake] });

    await context.client.calls(shop, { headers: insider }).allReach('v1');
    await hits(firefox);
    await hits(firefox, { method: 'POST', path: '/Orders/1?all=1' });
    for (const host of context.hostForms) await hits(firefox, { host });
    for (const client of [context.clients.two, context.clients.elsewhere])
      await client.calls(root, { headers: firefox }).allReach('v2');
    // Nor is anybody else asked after conditions.
    await context.client.calls(v1, { headers: firefox }).allReach('v1');
    await context.client.calls(unrelated, { headers: { ...firefox, ...insider } }).allReach('v3');
  });

  // A second root with the same conditions selects its backend's pods as well, as that of a rollout does: to whom no condition
  // applies it offers all that it selects.
  scenario('split.matches.miss-goes-to-root', async (context) => {
    const { groups, hits, misses, areToldApart } = await experiment(context, [firefoxRoute]);
    const ports = [{ port: 8080 }, { port: 9090 }];
    const foobar = await context.service('foobar', { pods: 'rollout', ports });
    const next = await context.service('foobar-v2', { pods: 'v2', ports });
    const second = await context.split(foobar, { [next]: 1 }, { matches: groups });

    await hits(firefox);
    await misses(chrome);
    for (const { port } of ports) {
      await context.client.calls(foobar, { port, headers: firefox }).allReach('v2');
      await context.client.calls(foobar, { port, headers: chrome }).reachEach(['v1', 'v2']);
    }
    // Each request by itself, whatever came before it on its connection.
    await areToldApart(firefox, chrome);
    // Of two that share their conditions one can go.
    await second.remove();
    await context.client.calls(foobar, { headers: firefox }).reachEach(['v1', 'v2']);
    await hits(firefox);
    await misses(chrome);
  });

  scenario('split.matches.miss-not-split', async (context) => {
    const { root, v1, v2 } = await website(context);
    const group = await context.routes('firefox', [firefoxRoute]);

    await context.split(root, { [v1]: 50, [v2]: 50 }, { matches: [group] });

    await context.client.calls(root, { headers: firefox }).reachEach(['v1', 'v2']);
    await context.client.calls(root, { headers: chrome }).neverReach(['v1', 'v2'], { requests: 400 });
  });

  // A search and a match of the whole value agree that the expression does not fit nothing.
  scenario('split.matches.header-absent', async (context) => {
    const { hits, misses } = await experiment(context, [firefoxRoute]);

    await hits(firefox);
    await misses({});
    // Nor are these its name.
    const agent = firefox['user-agent'];
    await misses({ 'user-agent-next': agent, 'x-user-agent': agent });
  });

  scenario('split.matches.weights-apply', async (context) => {
    const { root, v1, v2 } = await website(context);
    const group = await context.routes('firefox', [firefoxRoute]);

    const split = await context.split(root, { [v1]: 90, [v2]: 10 }, { matches: [group] });
    await context.client.calls(root, { headers: firefox }).areShared({ v1: 90, v2: 10 });

    await split.update({ [v1]: 35, [v2]: 65 });
    await context.client.calls(root, { headers: firefox }).areShared({ v1: 35, v2: 65 });
    await context.client.calls(root, { headers: chrome }).allReach('v0');
  });

  scenario('split.matches.empty-list', async (context) => {
    const { root, v1, v2 } = await website(context);
    if (!(await takesSplit(context, root, v1, [])))
      context.unsupported('The API server takes no empty list of conditions.');

    const split = await context.split(root, { [v1]: 1, [v2]: 1 }, { matches: [] });
    await context.client.calls(root).reachEach(['v1', 'v2']);

    // Nor is one that had a condition.
    await split.changeMatches([await context.routes('firefox', [firefoxRoute])]);
    await context.client.calls(root, { headers: chrome }).allReach('v0');
    await split.changeMatches([]);
    await context.client.calls(root, { headers: chrome }).reachEach(['v1', 'v2']);
  });

  scenario('split.matches.removed', async (context) => {
    const { root, v2, split, groups, hits, misses } = await experiment(context, [firefoxRoute]);
    await hits(firefox);
    await misses(chrome);

    await split.changeMatches();

    await hits(chrome);
    await hits(firefox);
    await hits({});

    await split.changeMatches(groups);
    await misses(chrome);
    await hits(firefox);

    // The whole split is removed, and made again without conditions.
    await split.remove();
    await misses(firefox);
    await context.split(root, { [v2]: 1 });
    await hits(chrome);
    await hits(firefox);
  });
});
