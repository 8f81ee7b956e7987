import { atLeast } from '../../fixtures/smi/index.ts';
import type { HttpMatch } from '../../fixtures/smi/model.ts';
import type { ScenarioContext } from '../scenario/context.ts';
import { chrome, firefox, firefoxRoute } from '../split/conditions.ts';

const chromeRoute: HttpMatch = { name: 'chrome', headers: { 'user-agent': '.*Chrome.*' } };

export interface Conditional {
  /** Changes the split and its condition, there or back again; what it answers with expects that to be in force. */
  readonly change: () => Promise<() => Promise<void>>;
}

/**
 * A split for Firefox alone beside what a scenario is about. Where it is not in force to begin with, which is judged elsewhere,
 * it cannot be disturbed either, and nothing is asked of it.
 */
export async function conditional(context: ScenarioContext): Promise<Conditional> {
  const { api, client, routes, service, split, version } = context;
  const none: Conditional = { change: () => Promise.resolve(() => Promise.resolve()) };
  if (!atLeast(version, 'v1alpha3') || api.servedVersions('HTTPRouteGroup').length === 0) return none;
  const root = await service('conditional', { pods: 'v3' });
  const v1 = await service('conditional-v1', { pods: 'v1' });
  const v2 = await service('conditional-v2', { pods: 'v2' });
  const group = await routes('conditional', [firefoxRoute]);
  const applied = await split(root, { [v1]: 1 }, { matches: [group] });
  const calls = (headers: Readonly<Record<string, string>>) => client.calls(root, { headers });
  if (!(await calls(firefox).settleOn('v1')) || !(await calls(chrome).settleOn('v3'))) return none;
  let isForFirefox = true;
  return {
    change: async () => {
      isForFirefox = !isForFirefox;
      await applied.update({ [isForFirefox ? v1 : v2]: 1 });
      await group.update([isForFirefox ? firefoxRoute : chromeRoute]);
      const [hit, miss] = isForFirefox ? [firefox, chrome] : [chrome, firefox];
      const reached = isForFirefox ? 'v1' : 'v2';
      return async () => {
        await calls(hit).allReach(reached);
        await calls(miss).allReach('v3');
      };
    },
  };
}
