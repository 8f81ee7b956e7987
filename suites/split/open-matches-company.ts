import { asked } from '../scenario/access-table.ts';
import type { ScenarioContext, ServiceName } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import {
  answering,
  chrome,
  firefox,
  firefoxRoute,
  insider,
  insiderRoute,
  marker,
  noCondition,
  takesSplit,
} from './conditions.ts';

// A conditional split beside what else speaks of the same requests: another split, or a TrafficTarget.

interface TwoSplits {
  /** Adds the other split, which is not judged; false where it is refused. */
  readonly complete: () => Promise<boolean>;
  /** In which of the two a matching and another request are. */
  readonly inForce: () => Promise<string>;
}

/** One split of a root, in force: to v1 for Firefox, or to v2 for everybody; and the other of them at hand. */
async function oneOfTwo(
  context: ScenarioContext,
  older: 'conditional' | 'unconditional',
): Promise<TwoSplits> {
  const named = (name: string): string => `${older}-older${name}`;
  const root = await context.service(named(''), { pods: 'v0' });
  const v1 = await context.service(named('-v1'), { pods: 'v1' });
  const v2 = await context.service(named('-v2'), { pods: 'v2' });
  const group = await context.routes(named(''), [firefoxRoute]);
  const called = (headers: Readonly<Record<string, string>>) => context.client.calls(root, { headers });
  const conditional = async (name: string): Promise<unknown> =>
    await context.split(root, { [v1]: 1 }, { name: named(name), matches: [group] });
  const unconditional = async (name: string): Promise<unknown> =>
    await context.split(root, { [v2]: 1 }, { name: named(name) });
  await (older === 'conditional' ? conditional('-a') : unconditional('-a'));
  const inForce =
    older === 'conditional' ? await called(firefox).settleOn('v1') : await called(chrome).settleOn('v2');
  if (!inForce) context.unsupported(noCondition);
  return {
    complete: async () => {
      const matches = older === 'conditional' ? undefined : [group];
      if (!(await takesSplit(context, root, v1, matches))) return false;
      await (older === 'conditional' ? unconditional('-b') : conditional('-b'));
      return true;
    },
    inForce: async () => {
      const [matching, other] = [await called(firefox).look(), await called(chrome).look()];
      return `${answering(matching)}, ${answering(other)}`;
    },
  };
}

const oneOrder: Readonly<Record<string, string>> = {
  'v1, v2': 'conditional-first',
  'v1, v0': 'conditional-only',
  'v2, v2': 'unconditional-only',
  'v0, v0': 'neither',
  'v1 v2, v2': 'merged',
  'v1 v2, v1 v2': 'merged',
};

/** @param older what is in force where the conditional split is the older one, and where the other is */
function bothOrders(...older: readonly string[]): string {
  const [one = 'mixed', other = 'mixed'] = older.map((who) => oneOrder[who]);
  if (one === other) return one;
  if (one.startsWith('conditional') && other === 'unconditional-only') return 'older-first';
  if (one === 'unconditional-only' && other.startsWith('conditional')) return 'newer-first';
  return 'mixed';
}

describeSection('traffic-split', 'Specification', {}, () => {
  // In both orders, since a mesh may go by age.
  scenario('split.matches.two-splits-one-root', async (context) => {
    const applyMarker = await marker(context);
    const [one, other] = [await oneOfTwo(context, 'conditional'), await oneOfTwo(context, 'unconditional')];

    if (!(await one.complete()) || !(await other.complete())) {
      context.observe('rejected');
      return;
    }

    if (!(await applyMarker())) {
      context.observe('other-services-broken');
      return;
    }
    context.observe(bothOrders(await one.inForce(), await other.inForce()));
  });
});

/** A website whose conditional split goes to another port of the same pods, so that one target speaks of all of it. */
async function websiteOnOnePod(context: ScenarioContext): Promise<ServiceName> {
  const { server, clients } = context;
  const root = await context.service('website', { pods: server, port: 8080 });
  const beta = await context.service('website-beta', { pods: server, port: 8080, targetPort: 8081 });
  const insiders = await context.routes('insiders', [insiderRoute]);
  const open = await context.routes('open', [{ name: 'open', pathRegex: '/open', methods: ['GET'] }]);
  await context.target('one', { sources: [clients.one], rules: [open.rule()], port: 'every' });
  await context.split(root, { [beta]: 1 }, { matches: [insiders] });
  return root;
}

describeSection('traffic-split', 'Specification', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('split.matches.and-access', async (context) => {
    const { server, clients } = context;
    const root = await websiteOnOnePod(context);
    const open = { path: '/open', headers: insider };
    const inForce = await clients.one.calls(root, open).settleOn(server, { port: 8081 });
    if (!inForce) context.unsupported(noCondition);

    const [seen] = await context.access(root, [asked(clients.one, 'GET /closed', insider)], {
      wayShownBelow: true,
    });

    const still = await clients.one.calls(root, open).settleOn(server, { port: 8081 });
    const fate = seen?.fate ?? 'sometimes';
    context.observe(still ? { denied: 'denied', reached: 'allowed', sometimes: 'mixed' }[fate] : 'mixed');
    if (fate !== 'denied')
      context.finding(
        'Requests that match the conditions of a split are let in past the routes of a TrafficTarget.',
      );
  });
});
