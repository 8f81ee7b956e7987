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
    const namesake = await context.routes('shop', [{ ...insiderRoute, name: firefoxRoute.name }]);
    await context.split(shop, { [v1]: 1 }, { matches: [namesake] });

    await context.client.calls(shop, { headers: insider }).allReach('v1');
    await hits(firefox);
    await context.clients.elsewhere.calls(root, { headers: firefox }).allReach('v2');
  });

  // A second root with the same conditions selects its backend's pods as well, as that of a rollout does: to whom no condition
  // applies it offers all that it selects.
  scenario('split.matches.miss-goes-to-root', async (context) => {
    const { v2, groups, hits, misses } = await experiment(context, [firefoxRoute]);
    const foobar = await context.service('foobar', { pods: 'rollout' });
    await context.split(foobar, { [v2]: 1 }, { matches: groups });

    await hits(firefox);
    await misses(chrome);
    await context.client.calls(foobar, { headers: firefox }).allReach('v2');
    await context.client.calls(foobar, { headers: chrome }).reachEach(['v1', 'v2']);
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

    await context.split(root, { [v1]: 90, [v2]: 10 }, { matches: [group] });

    await context.client.calls(root, { headers: firefox }).areShared({ v1: 90, v2: 10 });
  });

  scenario('split.matches.empty-list', async (context) => {
    const { root, v1, v2 } = await website(context);
    if (!(await takesSplit(context, root, v1, [])))
      context.unsupported('The API server takes no empty list of conditions.');

    await context.split(root, { [v1]: 1, [v2]: 1 }, { matches: [] });

    await context.client.calls(root).reachEach(['v1', 'v2']);
  });

  scenario('split.matches.removed', async (context) => {
    const { split, groups, hits, misses } = await experiment(context, [firefoxRoute]);
    await hits(firefox);
    await misses(chrome);

    await split.changeMatches();

    await hits(chrome);
    await hits(firefox);
    await hits({});

    await split.changeMatches(groups);
    await misses(chrome);
    await hits(firefox);
  });
});
