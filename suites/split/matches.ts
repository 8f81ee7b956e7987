import { describeSection, scenario } from '../scenario/registry.ts';
import { chrome, experiment, firefox, firefoxRoute, takesSplit } from './conditions.ts';
import { website } from './website.ts';

// Whatever is said of requests without a match is asked after requests with one: those show that the split is in force.
describeSection('traffic-split', 'Specification', {}, () => {
  scenario('split.matches.hit', async (context) => {
    const { root, hits } = await experiment(context, [firefoxRoute]);

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
    const { split, hits, misses } = await experiment(context, [firefoxRoute]);
    await hits(firefox);
    await misses(chrome);

    await split.changeMatches();

    await hits(chrome);
    await hits(firefox);
    await hits({});
  });
});
