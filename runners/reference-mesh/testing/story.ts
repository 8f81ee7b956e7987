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

export const splitStory: Story = {
  'split.weights.proportional': shared('website', { v1: 90, v2: 10 }),
  'split.weights.equal': shared('website', { v1: 50, v2: 50 }),
  'split.weights.not-sum-100': shared('website', { v1: 1000, v2: 500 }),
  'split.weights.three-backends': shared('website', { v1: 20, v2: 10, v3: 70 }),
  'split.weights.milli': shared('website', { v1: '10m', v2: '100m', v3: '1500m' }, 'v1alpha1'),
  'split.weights.milli-mixed': shared('website', { v1: '1', v2: '500m' }, 'v1alpha1'),
  'split.weights.quantity-forms': shared('website', { v1: '500', v2: '1k', v3: '1.5k' }, 'v1alpha1'),
  'split.weights.zero': shared('foobar', { v1: 100, v2: 0 }),
  'split.weights.single-backend': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v2: 1 }));
    return [{}, { method: 'POST' }, { target: '/orders/1' }].map((request) =>
      mesh.share('website', 12, { request }),
    );
  },
  'split.schema.weight-large': shared('website', { v1: 2_000_000_000, v2: 1_000_000_000 }),
  'split.weights.per-service-not-per-pod': shared('website', { v1: 1, v2: 1 }),
  'split.weights.per-client': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 90, v2: 10 }));
    return [one, two].map((client) => mesh.share('website', 100, { client }));
  },
  'split.root.baseline': (behaviour) => testbed(behaviour).share('foobar', 12),
  'split.root.without-pods': shared('nobody', { v1: 1, v2: 1 }),
  'split.root.selector-overlaps-backends': shared('foobar', { v1: 75, v2: 25 }),
  'split.root.name-forms': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    const forms = [
      'website',
      'website.t',
      'website.t.svc',
      'website.t.svc.cluster.local',
      'website.t.svc.cluster.local:8080',
    ];
    return forms.map((host) => mesh.share('website', 2, { client: { ...one, host } }));
  },
  'split.client.unmeshed': (behaviour) => behaviour.splitsForUnmeshed,
  'split.client.other-namespace': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    return mesh.share('website', 2, { client: elsewhere });
  },
  'split.scope.namespace': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    const others = mesh.share('website', 2, { namespace: 'u' });
    mesh.apply('trafficsplits', {
      ...split('website', { v1: 1 }),
      metadata: { name: 'rollout', namespace: 'u' },
    });
    return [others, mesh.share('website', 2)];
  },
  'split.scope.other-services': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1, v2: 0 }));
    return ['v1', 'v2', 'unrelated'].map((service) => mesh.share(service, 6));
  },
  'split.backend.direct-access': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('foobar', { v1: 100, v2: 0 }));
    return mesh.share('v2', 6);
  },
  'split.lifecycle.create': changed({ v1: 10, v2: 90 }),
  'split.lifecycle.update': changed({ v1: 1, v2: 0 }, { v1: 10, v2: 90 }),
  'split.lifecycle.remove-backend': changed({ v1: 1, v2: 1 }, { v1: 1 }),
  'split.lifecycle.delete-reverts': changed({ v1: 1 }, undefined),
  'split.workflow.rollout': (behaviour) => {
    const mesh = testbed(behaviour);
    const steps = [{ v1: 100, v2: 0 }, { v1: 1000, v2: 500 }, { v2: 1 }];
    return steps.map((weights) => {
      mesh.apply('trafficsplits', split('foobar', weights));
      return mesh.share('foobar', 120);
    });
  },
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
const ping: Json = { name: 'ping', pathRegex: '/ping', methods: ['*'] };

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

export const accessStory: Story = {
  'access.default-deny': table([], [], [get('/')]),
  // The field is that by which a side-car tells connections apart.
  'access.allow.listed-source': table([{ ...all, pathRegex: '/orders' }], oneMay(), [
    post('/orders/1'),
    ...['/', '/orders/1'].map((path) => get(path, { 'x-smi-reference-connection': 'held' })),
  ]),
  'access.deny.unlisted-source': table([metrics, ping], oneMay(), [get('/metrics'), post('/ping')]),
  // A simulated request has no connection, so there the behaviour speaks for itself.
  'access.deny.unlisted-route': (behaviour) => [
    table([metrics], oneMay(), [get('/metrics'), post('/metrics'), get('/elsewhere')])(behaviour),
    behaviour.grantsLastFor === 'whatever-follows',
  ],
  'access.deny.app-not-reached': table([metrics], oneMay(), [
    get('/metrics'),
    { method: 'PUT', target: '/metrics' },
  ]),
  'access.sources.multiple': table([all], [{ name: 'both', sources: [one, two] }], [get('/')]),
  'access.additive.union': table(
    [
      { name: 'read', pathRegex: '/orders', methods: ['GET'] },
      { name: 'write', pathRegex: '/orders', methods: ['POST'] },
    ],
    [
      { name: 'one-reads', sources: [one], matches: ['read'] },
      { name: 'two-writes', sources: [two], matches: ['write'] },
    ],
    [get('/orders'), post('/orders')],
  ),
  'access.rules.matches-subset': table([metrics, all], oneMay('metrics'), [
    get('/metrics'),
    get('/x'),
    post('/metrics'),
  ]),
  'access.rules.matches-omitted': table([metrics, ping], oneMay(), [
    get('/metrics'),
    get('/ping'),
    get('/x'),
  ]),
  'access.l7.example': table(
    [{ name: 'api', pathRegex: '/api', methods: ['*'] }, metrics],
    [
      { name: 'm', sources: [elsewhere], matches: ['metrics'] },
      { name: 'a', sources: [one, two], matches: ['api'] },
    ],
    [get('/api'), post('/api'), get('/metrics'), post('/metrics'), get('/x')],
  ),
  'access.lifecycle.create': table([all], oneMay(), [get('/')]),
  'access.lifecycle.delete': (behaviour) => {
    const mesh = testbed(behaviour);
    group(mesh, [all]);
    grant(mesh, { name: 'one', sources: [one] });
    mesh.delete('traffictargets', 'one');
    const deleted = mesh.allows('v1', one, get('/'));
    grant(mesh, { name: 'one', sources: [one] });
    const again = mesh.allows('v1', one, get('/'));
    mesh.delete('traffictargets', 'one');
    grant(mesh, { name: 'one', sources: [two] });
    return [deleted, again, ...[one, two].map((client) => mesh.allows('v1', client, get('/')))];
  },
  'specs.http.inert': (behaviour) => {
    const mesh = testbed(behaviour);
    group(mesh, [all], 'other');
    const alone = mesh.allows('v1', one, get('/'));
    group(mesh, [{ ...metrics, name: 'all' }]);
    grant(mesh, { name: 'one', sources: [one], matches: ['all'] });
    return [alone, mesh.allows('v1', one, get('/'))];
  },
};
