import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Json } from '../objects/fields.ts';
import { Simulation, type SimulatedClient, type SimulatedRequest } from './simulation.ts';

/** What a mesh of this behaviour shows of each requirement that a fault is said to break: the suite's questions in small. */
export type Story = Readonly<Record<string, (behaviour: Behaviour) => unknown>>;

export const one: SimulatedClient = { namespace: 't', serviceAccount: 'c1' };
export const two: SimulatedClient = { namespace: 't', serviceAccount: 'c2' };
export const elsewhere: SimulatedClient = { namespace: 'u', serviceAccount: 'c1' };

/** Pods and Services as a testbed has them; `foobar` selects what its backends select. */
export function testbed(behaviour: Behaviour): Simulation {
  const mesh = new Simulation(behaviour);
  const [v0, v1, v2, v3] = [mesh.pods('v0'), mesh.pods('v1'), mesh.pods('v2', 3), mesh.pods('v3', 2)];
  mesh.pods('c1');
  mesh.pods('c2');
  mesh.service('website', v0);
  mesh.service('nobody', []);
  mesh.service('foobar', [...v1, ...v2]);
  mesh.service('v1', v1);
  mesh.service('v2', v2);
  mesh.service('v3', v3);
  mesh.service('unrelated', v3);
  mesh.service('website', mesh.pods('twin', 1, 'u'), { namespace: 'u' });
  return mesh;
}

export function split(
  service: string,
  weights: Readonly<Record<string, number | string>>,
  version = 'v1alpha4',
  name = 'rollout',
): Json {
  const backends = Object.entries(weights).map(([backend, weight]) => ({ service: backend, weight }));
  return {
    apiVersion: `split.smi-spec.io/${version}`,
    metadata: { name, uid: name },
    spec: { service, backends },
  };
}

export const shared =
  (service: string, weights: Readonly<Record<string, number | string>>, version?: string) =>
  (behaviour: Behaviour): unknown => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split(service, weights, version));
    return mesh.share(service, 1200);
  };

/** Changes of one split, looked at after each. */
export const changed =
  (...states: readonly (Readonly<Record<string, number>> | undefined)[]) =>
  (behaviour: Behaviour): unknown => {
    const mesh = testbed(behaviour);
    return states.map((weights) => {
      if (weights === undefined) mesh.delete('trafficsplits', 'rollout');
      else mesh.apply('trafficsplits', split('website', weights));
      return mesh.share('website', 120);
    });
  };

interface Target {
  readonly name: string;
  readonly sources: readonly SimulatedClient[];
  /** Routes of the group; none means all. */
  readonly matches?: readonly string[];
}

export function grant(mesh: Simulation, { name, sources, matches = [] }: Target): void {
  const rule = { kind: 'HTTPRouteGroup', name: 'group', ...(matches.length > 0 ? { matches } : {}) };
  mesh.apply('traffictargets', {
    apiVersion: 'access.smi-spec.io/v1alpha3',
    metadata: { name },
    spec: {
      destination: { kind: 'ServiceAccount', name: 'v1', namespace: 't' },
      sources: sources.map(({ namespace, serviceAccount }) => ({
        kind: 'ServiceAccount',
        name: serviceAccount,
        namespace,
      })),
      rules: [rule],
    },
  });
}

export function group(mesh: Simulation, matches: readonly Json[], name = 'group'): void {
  mesh.apply('httproutegroups', {
    apiVersion: 'specs.smi-spec.io/v1alpha4',
    metadata: { name },
    spec: { matches },
  });
}

export const all: Json = { name: 'all', pathRegex: '.*', methods: ['*'] };
export const metrics: Json = { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] };

/** Who may ask what of v1, with how a refusal would look. */
export const table =
  (matches: readonly Json[], targets: readonly Target[], requests: readonly SimulatedRequest[]) =>
  (behaviour: Behaviour): unknown => {
    const mesh = testbed(behaviour);
    if (matches.length > 0) group(mesh, matches);
    for (const target of targets) grant(mesh, target);
    const rows = [one, two, elsewhere].map((client) => mesh.allowsEach('v1', client, requests));
    return { rows, refusal: behaviour.refusal };
  };

export const get = (target: string, headers: Readonly<Record<string, string>> = {}): SimulatedRequest => ({
  target,
  headers,
});
export const post = (target: string): SimulatedRequest => ({ method: 'POST', target });
export const oneMay = (...matches: readonly string[]): readonly Target[] => [
  { name: 'one', sources: [one], matches },
];
