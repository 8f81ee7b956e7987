import type { HttpMatch, SmiObject } from '../../fixtures/smi/model.ts';
import type {
  AppliedRoutes,
  AppliedSplit,
  CallOptions,
  RouteGroup,
  ScenarioContext,
  ServiceName,
  Sight,
} from '../scenario/context.ts';
import { website, type Website } from './website.ts';

// Expressions are written so that a search and a match of the whole value agree, and names of headers in lower case. The values
// are such as browsers send, with what matters at their ends.
export const firefox = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0',
};
export const chrome = {
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
};
export const insider = { 'x-group': 'insiders' };
export const outsider = { 'x-group': 'everybody' };
export const firefoxRoute: HttpMatch = { name: 'firefox', headers: { 'user-agent': '.*Firefox.*' } };
export const insiderRoute: HttpMatch = { name: 'insiders', headers: { 'x-group': '^insiders$' } };

export interface Experiment extends Website {
  readonly split: AppliedSplit;
  readonly groups: readonly AppliedRoutes[];
  /** Such requests are split: they reach v2. */
  readonly hits: (headers: CallOptions['headers'], options?: CallOptions) => Promise<void>;
  /** Such requests are not: they reach v0. */
  readonly misses: (headers: CallOptions['headers'], options?: CallOptions) => Promise<void>;
  /** On one connection that is kept, the first of these come first: that does not make the second ones be split, or not. */
  readonly areToldApart: (first: CallOptions['headers'], second: CallOptions['headers']) => Promise<void>;
}

/** The documents' A/B test: v2 for whoever meets a route of these groups, the website itself for everybody else. */
export async function experiment(
  context: ScenarioContext,
  ...groups: readonly (readonly HttpMatch[])[]
): Promise<Experiment> {
  const names = await website(context);
  const { root, v1, v2 } = names;
  const applied: AppliedRoutes[] = [];
  for (const [index, matches] of groups.entries())
    applied.push(await context.routes(`group-${index + 1}`, matches));
  const split = await context.split(root, { [v1]: 0, [v2]: 100 }, { matches: applied });
  const reach = async (workload: string, options: CallOptions): Promise<void> =>
    await context.client.calls(root, options).allReach(workload);
  return {
    ...names,
    split,
    groups: applied,
    hits: async (headers, options) => await reach('v2', { ...options, headers: headers ?? {} }),
    misses: async (headers, options) => await reach('v0', { ...options, headers: headers ?? {} }),
    areToldApart: async (first, second) => {
      for (const [index, [before, after]] of [
        [first, second],
        [second, first],
      ].entries()) {
        const connection = { use: 'held', name: context.nameFor(`held-${index}`) } as const;
        const calls = (headers: CallOptions['headers']) =>
          context.client.calls(root, { connection, headers: headers ?? {} });
        // Whoever ends such a connection answers none of the second, which is nobody's fault.
        const { workloads } = await calls(before).look();
        await calls(after).neverReach(Object.keys(workloads));
      }
    },
  };
}

/** A split of the website on these conditions, for a dry run: what is left open may also be refused. */
export async function takesSplit(
  context: ScenarioContext,
  service: ServiceName,
  backend: ServiceName,
  matches?: readonly RouteGroup[],
): Promise<boolean> {
  return await takes(context, {
    kind: 'TrafficSplit',
    name: context.nameFor('dry'),
    namespace: context.namespace,
    service,
    backends: [{ service: backend, weight: 1 }],
    ...(matches === undefined ? {} : { matches }),
  });
}

/** Whether the API server would take an object. */
export async function takes({ api, admission }: ScenarioContext, object: SmiObject): Promise<boolean> {
  return (await admission.answers(api.render(object))).accepted;
}

/**
 * Prepares an ordinary split that is applied after the change which is looked at: once it is in force, the mesh has seen that
 * change, too. False: it never came into force, so that change holds others up.
 */
export async function marker({ service, split, client }: ScenarioContext): Promise<() => Promise<boolean>> {
  const root = await service('marker', { pods: 'v3' });
  const v1 = await service('marker-v1', { pods: 'v1' });
  return async () => {
    await split(root, { [v1]: 1 });
    return await client.calls(root).settleOn('v1');
  };
}

export const noCondition: string =
  'A split with a condition on a header does not do what the documents say, so what they leave open of it cannot be seen.';

export interface OpenExperiment extends Experiment {
  /** Refers to a group of these routes, and none but it. */
  readonly change: (...matches: readonly HttpMatch[]) => Promise<void>;
  /** Whether such requests are split. */
  readonly fate: (options: CallOptions) => Promise<Fate>;
  /** Waits until what was changed before is in force; false where that holds other splits up. */
  readonly settled: () => Promise<boolean>;
}

/**
 * A conditional split that is in force, for Firefox, and is then changed to what the documents leave open. Where it does not
 * come into force there is nothing to be changed; that it must is judged elsewhere.
 */
export async function openExperiment(context: ScenarioContext): Promise<OpenExperiment> {
  const known = await experiment(context, [firefoxRoute]);
  const applyMarker = await marker(context);
  const calls = (headers: CallOptions['headers']) =>
    context.client.calls(known.root, { headers: headers ?? {} });
  if (!(await calls(firefox).settleOn('v2')) || !(await calls(chrome).settleOn('v0')))
    context.unsupported(noCondition);
  return {
    ...known,
    change: async (...matches) => {
      await known.split.changeMatches([await context.routes('open', matches)]);
    },
    fate: async (options) => fateOf(await context.client.calls(known.root, options).look()),
    settled: applyMarker,
  };
}

/** What becomes of requests to a website whose split sends all that it holds for to v2. */
export type Fate = 'split' | 'root' | 'fails' | 'mixed';

export function fateOf(sight: Sight): Fate {
  const fates: Readonly<Record<string, Fate>> = { v2: 'split', v0: 'root', nobody: 'fails' };
  return fates[answering(sight)] ?? 'mixed';
}

/** Who answers: `v0`, `v1 v2`; `nobody`; or `some` where requests are answered and lost. */
export function answering({ workloads, lost, sent }: Sight): string {
  if (lost === sent) return 'nobody';
  return lost > 0 ? 'some' : Object.keys(workloads).sort().join(' ');
}
