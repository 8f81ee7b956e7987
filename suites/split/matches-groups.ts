import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { walkThroughSplits } from '../walk/split-walk.ts';
import {
  chrome,
  experiment,
  firefox,
  firefoxRoute,
  insider,
  insiderRoute,
  openExperiment,
  outsider,
  takesSplit,
} from './conditions.ts';

describeSection('traffic-split', 'Specification', {}, () => {
  scenario('split.matches.groups-merged', async (context) => {
    const { split, groups, hits, misses } = await experiment(context, [firefoxRoute], [insiderRoute]);
    const [first, second] = groups;
    const third = await context.routes('3.staff', [{ name: 'staff', headers: { 'x-group': '^staff$' } }]);

    await hits(firefox);
    await hits(insider);
    await misses({ ...chrome, ...outsider });
    // One is left out, and comes back behind others.
    if (first === undefined || second === undefined) return;
    await split.changeMatches([second]);
    await misses(firefox);
    await hits(insider);
    await split.changeMatches([second, third, first]);
    await hits(firefox);
    await hits(insider);
    await hits({ 'x-group': 'staff' });
    await misses({ ...chrome, ...outsider });
  });

  scenario('split.matches.all-routes-used', async (context) => {
    const betaRoute: HttpMatch = { name: 'beta', headers: { 'x-channel': '^beta$' } };
    const regions = Array.from({ length: 12 }, (_, index) => `region-${index + 1}`);
    const { hits, misses } = await experiment(context, [
      firefoxRoute,
      insiderRoute,
      ...regions.map((name): HttpMatch => ({ name, headers: { 'x-region': `^${name}$` } })),
      betaRoute,
    ]);

    await hits(firefox);
    await hits(insider);
    await hits({ 'x-channel': 'beta' });
    for (const region of ['region-1', 'region-12']) await hits({ 'x-region': region });
    await misses({ ...chrome, ...outsider, 'x-channel': 'stable', 'x-region': 'region-13' });
  });

  scenario('split.matches.group-updated', async (context) => {
    const { v1, groups, hits, misses } = await experiment(context, [firefoxRoute]);
    // A second split has the same conditions.
    const shop = await context.service('shop', { pods: 'v3' });
    await context.split(shop, { [v1]: 1 }, { matches: groups });
    const shopHits = async (headers: Readonly<Record<string, string>>): Promise<void> =>
      await context.client.calls(shop, { headers }).allReach('v1');
    await hits(firefox);
    await shopHits(firefox);
    const [group] = groups;

    await group?.update([{ name: 'firefox', headers: { 'user-agent': '.*Chrome.*' } }]);
    await hits(chrome);
    await shopHits(chrome);
    await misses(firefox);

    // Back, and one more route; then without the first of them.
    await group?.update([firefoxRoute, insiderRoute]);
    await hits(firefox);
    await hits(insider);
    await misses(chrome);
    await group?.update([insiderRoute]);
    await misses(firefox);
    await hits(insider);

    // What a split means whose group is gone is left open; that of a new one is not.
    await group?.remove();
    await context.routes('group-1', [firefoxRoute]);
    await hits(firefox);
    await shopHits(firefox);
    await misses(insider);

    await walkThroughSplits(context, {
      roots: ['site', 'office', 'lab'],
      splits: ['walk', 'walk-2'],
      groups: ['first', 'second'],
      steps: 9,
      walk: 4,
    });
  });

  // Two groups of the other namespace: one has the name of a group here, the other's name is nobody's here. What a reference to
  // nobody means is left open, so the second is only wrong where requests that its route matches are treated apart.
  scenario('split.matches.same-namespace', async (context) => {
    const { root, v2, split, hits, misses, fate, settled } = await openExperiment(context);
    const own = await context.routes('twin', [insiderRoute]);
    const twin = await context.routes('twin', [firefoxRoute], { place: 'elsewhere' });
    await split.changeMatches([own]);
    await hits(insider);
    await misses(firefox);
    await twin.remove();
    await own.update([{ ...insiderRoute, headers: { 'x-group': '^staff$' } }]);
    await hits({ 'x-group': 'staff' });
    await misses(firefox);

    const stranger = await context.routes('stranger', [firefoxRoute], { place: 'elsewhere' });
    if (!(await takesSplit(context, root, v2, [stranger]))) return;
    await split.changeMatches([stranger]);

    const seen = await settled();
    const [matching, other] = [await fate({ headers: firefox }), await fate({ headers: chrome })];
    if (seen && matching === 'split' && other === 'root')
      context.violation('a group of another namespace not to be used', 'requests that it matches were split');
  });
});

describeSection('traffic-specs', 'HTTP header filters', {}, () => {
  scenario('split.matches.and-within-route', async (context) => {
    const route: HttpMatch = {
      name: 'firefox-insiders',
      headers: { 'user-agent': '.*Firefox.*', 'x-group': '^insiders$', 'x-channel': '^beta$' },
    };
    const { hits, misses } = await experiment(context, [route]);
    const beta = { 'x-channel': 'beta' };

    await hits({ ...firefox, ...insider, ...beta });
    await misses({ ...firefox, ...insider });
    await misses({ ...insider, ...beta });
    await misses({ ...firefox, ...outsider, ...beta });
    await misses({ ...chrome, ...insider, ...beta });
    await misses({ ...firefox, ...insider, 'x-channel': 'stable' });
  });

  scenario('split.matches.or-across-routes', async (context) => {
    // Two of them look at the same header.
    const staffRoute: HttpMatch = { name: 'staff', headers: { 'x-group': '^staff$' } };
    const { hits, misses } = await experiment(context, [firefoxRoute, insiderRoute, staffRoute]);

    await hits({ ...firefox, ...outsider });
    await hits({ ...chrome, ...insider });
    await hits({ ...chrome, 'x-group': 'staff' });
    await misses({ ...chrome, ...outsider });
  });

  // In requests and in routes; HTTP/2 knows no capitals.
  scenario('split.matches.header-name-case', async (context) => {
    const betaRoute: HttpMatch = { name: 'beta', headers: { 'X-Channel': '^beta$' } };
    const { hits, misses } = await experiment(context, [insiderRoute], [betaRoute]);

    await hits({ 'X-GROUP': 'insiders' });
    await hits({ 'x-group': 'insiders' });
    await misses({ 'X-GROUP': 'everybody' });
    await misses({ 'X-GROUP': 'INSIDERS' });
    await hits({ 'x-channel': 'beta' });
    if (context.carriesHttp2) await hits({ 'x-channel': 'beta' }, { protocol: 'h2c' });
  });

  // The expression is the documents' own: a cookie at the beginning, in the middle and at the end of several.
  scenario('split.matches.cookie-example', async (context) => {
    const route: HttpMatch = { name: 'insiders', headers: { cookie: '^(.*?;)?(type=insider)(;.*)?$' } };
    const { hits, misses } = await experiment(context, [route]);

    await hits({ cookie: 'type=insider' });
    await hits({ cookie: 'a=b;type=insider;c=d' });
    await hits({ cookie: `session=${'0123456789abcdef'.repeat(32)};c=d;type=insider` });
    await misses({ cookie: 'type=insiders' });
    await misses({ cookie: 'a=b;c=d' });
    await misses({});
  });

  // Whether a path is a condition at all is left open: where it is none, this cannot be asked.
  scenario('split.matches.path-and-header', async (context) => {
    const { change, hits, misses, fate, settled, split } = await openExperiment(context);
    await change({ name: 'beta', pathRegex: '/beta' });
    const applied = (await settled()) && (await fate({ path: '/beta' })) === 'split';
    if (!applied || (await fate({ path: '/other' })) !== 'root')
      context.unsupported('This mesh does not take paths for conditions of a split.');

    await split.changeMatches([await context.routes('both', [{ ...insiderRoute, pathRegex: '/beta' }])]);

    await hits(insider, { path: '/beta' });
    await misses(insider, { path: '/other' });
    await misses(outsider, { path: '/beta' });
    await misses({}, { path: '/beta' });
  });
});

describeSection('traffic-specs', 'HTTPRouteGroup', {}, () => {
  scenario('split.matches.http2', async (context) => {
    const plain = await context.service('plain', { pods: 'v3' });
    const carried = await context.client.calls(plain, { protocol: 'h2c' }).settleOn('v3');
    if (!carried) context.unsupported('The mesh carries no HTTP/2 without TLS to a Service without a split.');
    const { hits, misses } = await experiment(context, [firefoxRoute]);

    await hits(firefox, { protocol: 'h2c' });
    await misses(chrome, { protocol: 'h2c' });
    await misses({}, { protocol: 'h2c' });
  });
});
