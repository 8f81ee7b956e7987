import type { HttpMatch } from '../../fixtures/smi/model.ts';
import type { CallOptions, ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { chrome, firefox, insider, openExperiment, takes, takesSplit, type Fate } from './conditions.ts';

/** What has become of several kinds of requests, in a word. */
function reading(fates: readonly Fate[], readings: Readonly<Record<string, string>>): string {
  return readings[fates.join(' ')] ?? 'mixed';
}

/** Observes whether a route that says nothing of headers is a condition. */
async function observeCondition(
  context: ScenarioContext,
  route: HttpMatch,
  { matching, other }: Readonly<Record<'matching' | 'other', CallOptions>>,
): Promise<void> {
  const { change, settled, fate } = await openExperiment(context);
  await change(route);
  await settled();
  context.observe(
    reading([await fate(matching), await fate(other)], {
      'split root': 'applied',
      'split split': 'ignored',
      'root root': 'never-matches',
    }),
  );
}

/** Observes what became of a split whose group has no routes to offer any more. */
async function observeWithoutRoutes(
  context: ScenarioContext,
  { settled, fate }: Awaited<ReturnType<typeof openExperiment>>,
): Promise<void> {
  if (!(await settled())) {
    context.observe('other-services-broken');
    return;
  }
  context.observe(
    reading([await fate({ headers: firefox }), await fate({ headers: chrome })], {
      'root root': 'not-split',
      'split split': 'unconditional',
      'split root': 'unchanged',
      'fails fails': 'fails',
    }),
  );
}

// A conditional split that nobody disputes is in force first, then it is changed to the open point.
describeSection('traffic-split', 'Specification', {}, () => {
  scenario('split.matches.path', async (context) => {
    const route = { name: 'beta', pathRegex: '/beta' };
    await observeCondition(context, route, { matching: { path: '/beta' }, other: { path: '/other' } });
  });

  scenario('split.matches.method', async (context) => {
    const route = { name: 'beta', methods: ['GET'] };
    await observeCondition(context, route, { matching: { method: 'GET' }, other: { method: 'POST' } });
  });

  scenario('split.matches.missing-group', async (context) => {
    const known = await openExperiment(context);
    const missing = { kind: 'HTTPRouteGroup' as const, name: context.nameFor('missing') };
    if (!(await takesSplit(context, known.root, known.v2, [missing]))) {
      context.observe('rejected');
      return;
    }

    await known.split.changeMatches([missing]);

    await observeWithoutRoutes(context, known);
  });

  scenario('split.matches.empty-group', async (context) => {
    const known = await openExperiment(context);
    const dry = { name: context.nameFor('dry'), namespace: context.namespace };
    if (!(await takes(context, { kind: 'HTTPRouteGroup', ...dry, matches: [] }))) {
      context.observe('rejected');
      return;
    }

    await known.groups[0]?.update([]);

    await observeWithoutRoutes(context, known);
  });

  scenario('split.matches.group-deleted', async (context) => {
    const known = await openExperiment(context);

    await known.groups[0]?.remove();

    await observeWithoutRoutes(context, known);
  });

  scenario('split.matches.same-route-name-in-two-groups', async (context) => {
    const { split, settled, fate } = await openExperiment(context);
    const first = await context.routes('first', [{ name: 'beta', headers: { 'x-group': '^insiders$' } }]);
    const second = await context.routes('second', [{ name: 'beta', headers: { 'x-channel': '^beta$' } }]);

    await split.changeMatches([first, second]);

    await settled();
    const channel = { 'x-channel': 'beta' };
    const all = [{ ...insider, ...channel }, insider, channel];
    const fates: Fate[] = [];
    for (const headers of all) fates.push(await fate({ headers }));
    context.observe(
      reading(fates, {
        'split split split': 'either',
        'split split root': 'first-group',
        'split root split': 'second-group',
        'split root root': 'both-together',
        'root root root': 'neither',
      }),
    );
  });
});

describeSection('traffic-specs', 'HTTP header filters', {}, () => {
  // Requests that consist of the expression match in any reading, and show that the change is in force.
  scenario('split.matches.regex-anchoring', async (context) => {
    const { change, root, fate } = await openExperiment(context);
    await change({ name: 'opera', headers: { 'user-agent': 'Opera' } });
    const opera = (agent: string): CallOptions => ({ headers: { 'user-agent': agent } });
    await context.client.calls(root, opera('Opera')).settleOn('v2');

    context.observe(
      reading([await fate(opera('Opera/9.80')), await fate(opera('Mozilla/5.0 Opera/9.80'))], {
        'root root': 'full',
        'split root': 'from-start',
        'split split': 'partial',
      }),
    );
  });
});
