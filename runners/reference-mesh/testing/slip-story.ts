import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Json } from '../objects/fields.ts';
import { backendStory } from './backend-story.ts';
import { chrome, conditionStory, firefox, firefoxRoute, routeGroup } from './condition-story.ts';
import { generalStory } from './general-story.ts';
import type { Simulation } from './simulation.ts';
import { splitStory } from './split-story.ts';
import { changed, elsewhere, shared, split, testbed, type Story } from './story.ts';

type Weights = Readonly<Record<string, number>>;

interface Told {
  readonly version?: string;
  /** Another object of the same name where it differs. */
  readonly uid?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly groups?: readonly string[];
}

function apply(mesh: Simulation, root: string, weights: Weights, told: Told = {}): void {
  const { version, name = 'rollout', uid = name, namespace = 't', groups } = told;
  const plain = split(root, weights, version);
  const matches = groups?.map((group) => ({ kind: 'HTTPRouteGroup', name: group }));
  mesh.apply('trafficsplits', {
    ...plain,
    metadata: { name, uid, namespace, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { ...(plain['spec'] as Json), ...(matches === undefined ? {} : { matches }) },
  });
}

const port = { name: 'http', port: 8080, target: 8080 };

/** What scenarios ask besides the plain question, with inputs that make slips show. */
const more: Readonly<Record<string, (mesh: Simulation, behaviour: Behaviour) => unknown>> = {
  'split.weights.zero': (_mesh, behaviour) => shared('foobar', { v1: 40, v2: 0, v3: 60 })(behaviour),
  'split.lifecycle.create': (_mesh, behaviour) => shared('website', { v1: 17, v2: 83 })(behaviour),
  'split.lifecycle.order-independent': (_mesh, behaviour) => shared('website', { v1: 35, v2: 65 })(behaviour),
  'split.schema.weight-large': (_mesh, behaviour) =>
    shared('website', { v1: 1_500_000_000, v2: 1_000_000_000 })(behaviour),
  'split.weights.equal': (mesh) => {
    mesh.service('recommendations-web-v1', ['v1-0']);
    mesh.service('recommendations-web-v2', ['v2-0']);
    apply(mesh, 'website', { 'recommendations-web-v1': 50, 'recommendations-web-v2': 50 });
    return mesh.share('website', 12);
  },
  'split.weights.no-stickiness': (mesh) => {
    apply(mesh, 'website', { v1: 1, v2: 1 });
    return mesh.share('website', 12, { request: { headers: { cookie: 'session=1' } } });
  },
  'split.ports.multi': (mesh) => {
    apply(mesh, 'website', { v1: 1, v2: 1 });
    return [8080, 9090, 8080, 9090].map((one) => mesh.share('website', 1, { request: { port: one } }));
  },
  'split.ports.match-by-number': (mesh) => {
    for (const [name, pod] of [
      ['birds', 'v0-0'],
      ['blue', 'v1-0'],
    ] as const)
      mesh.service(name, [pod], { ports: [{ ...port, port: 50_051 }] });
    apply(mesh, 'birds', { blue: 1 });
    return mesh.share('birds', 2, { request: { port: 50_051 } });
  },
  'split.ports.target-port': (mesh) => {
    mesh.service('green', ['v2-0'], { ports: [{ ...port, target: 8081 }] });
    mesh.service('teal', ['v2-0'], { ports: [port] });
    apply(mesh, 'website', { green: 1, teal: 1 });
    return mesh.plan('website');
  },
  'split.scope.other-services': (mesh) => {
    mesh.service('website-admin', ['v3-0']);
    apply(mesh, 'website', { v1: 1 });
    return mesh.share('website-admin', 2);
  },
  'split.scope.namespace': (mesh) => {
    mesh.service('b-website', ['v0-0']);
    mesh.service('website', mesh.pods('far', 1, 't-b'), { namespace: 't-b' });
    apply(mesh, 'b-website', { v1: 1 }, { name: 'b-rollout', uid: 'one' });
    apply(mesh, 'website', { website: 1 }, { namespace: 't-b', uid: 'two' });
    return mesh.share('b-website', 2);
  },
  'split.lifecycle.change-root': (mesh) => {
    const told = ['website', 'unrelated'].map((root) => {
      apply(mesh, root, { v1: 1 });
      return mesh.share('website', 2);
    });
    return [told, mesh.share('unrelated', 2)];
  },
  'split.lifecycle.update': (mesh, behaviour) => {
    apply(mesh, 'website', { v1: 1, v2: 0 }, { version: 'v1alpha2' });
    apply(mesh, 'website', { v1: 0, v2: 1 });
    return [
      mesh.share('website', 2),
      changed({ v1: 1, v2: 0 }, { v1: 1, v2: 9 }, { v1: 1, v2: 0 })(behaviour),
    ];
  },
  'split.lifecycle.delete-recreate': (mesh) => {
    apply(mesh, 'website', { v1: 1 });
    mesh.delete('trafficsplits', 'rollout');
    apply(mesh, 'website', { v1: 1 }, { uid: 'again' });
    return mesh.share('website', 2);
  },
  'split.conflict.name-independent': (mesh) => {
    apply(mesh, 'website', { v1: 1 }, { name: 'first' });
    apply(mesh, 'website', { v2: 1 }, { name: 'second' });
    mesh.share('website', 2);
    mesh.delete('trafficsplits', 'first');
    return mesh.share('website', 3);
  },
  'split.backend.shared': (mesh) => {
    apply(mesh, 'website', { v1: 90, v3: 10 });
    apply(mesh, 'foobar', { v2: 10, v3: 90 }, { name: 'second' });
    const both = mesh.share('website', 100);
    mesh.delete('trafficsplits', 'second');
    return [both, mesh.share('website', 100)];
  },
  'split.nonhierarchical': (mesh) => {
    apply(mesh, 'v1', { v2: 1 });
    apply(mesh, 'website', { v1: 1 }, { name: 'second' });
    return mesh.share('v1', 3);
  },
  'gen.mesh-restart': (mesh) => {
    apply(mesh, 'website', { v1: 1 });
    mesh.restart();
    apply(mesh, 'website', { v2: 1 });
    return mesh.share('website', 3);
  },
  'split.matches.hit': (mesh) => {
    routeGroup(mesh, 'firefox', [firefoxRoute]);
    apply(mesh, 'website', { v2: 1 }, { groups: ['firefox'] });
    return mesh.share('website', 3, { client: elsewhere, request: { headers: firefox } });
  },
  'split.matches.miss-goes-to-root': (mesh) => {
    routeGroup(mesh, 'firefox', [firefoxRoute]);
    apply(mesh, 'website', { v2: 1 }, { groups: ['firefox'] });
    apply(mesh, 'foobar', { v2: 1 }, { groups: ['firefox'], name: 'second' });
    return [firefox, chrome].map((headers) => mesh.share('foobar', 8, { request: { headers } }));
  },
  'split.matches.header-name-case': (mesh) => {
    routeGroup(mesh, 'beta', [{ name: 'beta', headers: { 'X-Channel': '^beta$' } }]);
    apply(mesh, 'website', { v2: 1 }, { groups: ['beta'] });
    return mesh.share('website', 3, { request: { http2: true, headers: { 'x-channel': 'beta' } } });
  },
};

const plain: Story = { ...splitStory, ...backendStory, ...conditionStory, ...generalStory };

export const slipStory: Story = Object.fromEntries(
  Object.entries(more).map(([requirement, tell]) => [
    requirement,
    (behaviour: Behaviour): unknown => [plain[requirement]?.(behaviour), tell(testbed(behaviour), behaviour)],
  ]),
);
