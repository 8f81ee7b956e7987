import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Json } from '../objects/fields.ts';
import type { Simulation, SimulatedRequest } from './simulation.ts';
import { split, testbed, type Story } from './story.ts';

export const firefox = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0',
};
export const chrome = { 'user-agent': 'Mozilla/5.0 Chrome/130.0' };
const insider = { 'x-group': 'insiders' };
export const firefoxRoute: Json = { name: 'firefox', headers: { 'user-agent': '.*Firefox.*' } };
const insiderRoute: Json = { name: 'insiders', headers: { 'x-group': '^insiders$' } };

export function routeGroup(mesh: Simulation, name: string, matches: readonly Json[], namespace = 't'): void {
  const metadata = { name, namespace };
  mesh.apply('httproutegroups', { apiVersion: 'specs.smi-spec.io/v1alpha4', metadata, spec: { matches } });
}

/** A split that refers to these groups; without any it has no list of them. */
export function conditional(weights: Readonly<Record<string, number>>, groups?: readonly string[]): Json {
  const plain = split('website', weights);
  if (groups === undefined) return plain;
  const matches = groups.map((name) => ({ kind: 'HTTPRouteGroup', name }));
  return { ...plain, spec: { ...(plain['spec'] as Json), matches } };
}

/** Who answers such requests to `website`, which is split as a test of v2 for whoever meets one of these groups. */
const experiment =
  (groups: readonly (readonly Json[])[], requests: readonly SimulatedRequest[]) =>
  (behaviour: Behaviour): unknown => {
    const mesh = testbed(behaviour);
    groups.forEach((matches, index) => routeGroup(mesh, `group-${index}`, matches));
    mesh.apply(
      'trafficsplits',
      conditional(
        { v1: 0, v2: 100 },
        groups.map((_, index) => `group-${index}`),
      ),
    );
    return answers(mesh, requests);
  };

export function answers(mesh: Simulation, requests: readonly SimulatedRequest[]): unknown {
  return requests.map((request) => mesh.share('website', 3, { request }));
}

const by = (...headers: readonly Readonly<Record<string, string>>[]): readonly SimulatedRequest[] =>
  headers.map((one) => ({ headers: one }));

const even =
  (weights: Readonly<Record<string, number>>, headers: Readonly<Record<string, string>>) =>
  (behaviour: Behaviour): unknown => {
    const mesh = testbed(behaviour);
    routeGroup(mesh, 'firefox', [firefoxRoute]);
    mesh.apply('trafficsplits', conditional(weights, ['firefox']));
    return mesh.share('website', 100, { request: { headers } });
  };

export const conditionStory: Story = {
  'split.matches.hit': experiment([[firefoxRoute]], by(firefox)),
  'split.matches.miss-goes-to-root': experiment([[firefoxRoute]], by(chrome)),
  'split.matches.miss-not-split': even({ v1: 50, v2: 50 }, chrome),
  'split.matches.header-absent': experiment([[firefoxRoute]], by({})),
  'split.matches.weights-apply': even({ v1: 90, v2: 10 }, firefox),
  'split.matches.and-within-route': experiment(
    [[{ name: 'both', headers: { 'user-agent': '.*Firefox.*', 'x-group': '^insiders$' } }]],
    by({ ...firefox, ...insider }, firefox, insider),
  ),
  'split.matches.or-across-routes': experiment(
    [[firefoxRoute, insiderRoute]],
    by(firefox, { ...chrome, ...insider }, chrome),
  ),
  'split.matches.all-routes-used': experiment([[firefoxRoute, insiderRoute]], by(firefox, insider, chrome)),
  'split.matches.groups-merged': experiment([[firefoxRoute], [insiderRoute]], by(firefox, insider, chrome)),
  'split.matches.header-name-case': experiment(
    [[insiderRoute]],
    by({ 'X-GROUP': 'insiders' }, { 'X-GROUP': 'everybody' }),
  ),
  'split.matches.cookie-example': experiment(
    [[{ name: 'insiders', headers: { cookie: '^(.*?;)?(type=insider)(;.*)?$' } }]],
    by({ cookie: `session=${'0123456789'.repeat(9)};type=insider` }, { cookie: 'type=insiders' }),
  ),
  'split.matches.path-and-header': experiment(
    [[{ ...insiderRoute, pathRegex: '/beta' }]],
    [{ target: '/beta', headers: insider }, { target: '/other', headers: insider }, { target: '/beta' }],
  ),
  'split.matches.http2': experiment(
    [[firefoxRoute]],
    [
      { http2: true, headers: firefox },
      { http2: true, headers: chrome },
    ],
  ),
  'split.matches.empty-list': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', conditional({ v1: 1 }, []));
    return answers(mesh, by({}));
  },
  'split.matches.removed': (behaviour) => {
    const mesh = testbed(behaviour);
    routeGroup(mesh, 'firefox', [firefoxRoute]);
    mesh.apply('trafficsplits', conditional({ v2: 1 }, ['firefox']));
    mesh.apply('trafficsplits', conditional({ v2: 1 }));
    return answers(mesh, by(firefox, chrome));
  },
  'split.matches.group-updated': (behaviour) => {
    const mesh = testbed(behaviour);
    routeGroup(mesh, 'firefox', [firefoxRoute]);
    mesh.apply('trafficsplits', conditional({ v2: 1 }, ['firefox']));
    routeGroup(mesh, 'firefox', [{ name: 'firefox', headers: { 'user-agent': '.*Chrome.*' } }]);
    return answers(mesh, by(firefox, chrome));
  },
  'split.matches.same-namespace': (behaviour) => {
    const mesh = testbed(behaviour);
    routeGroup(mesh, 'twin', [insiderRoute]);
    routeGroup(mesh, 'twin', [firefoxRoute], 'u');
    routeGroup(mesh, 'stranger', [firefoxRoute], 'u');
    return ['twin', 'stranger'].map((name) => {
      mesh.apply('trafficsplits', conditional({ v2: 1 }, [name]));
      return answers(mesh, by(firefox, insider));
    });
  },
};
