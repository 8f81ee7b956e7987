import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Json } from '../objects/fields.ts';
import { elsewhere, one, testbed, two, type Story } from './story.ts';
import type { Simulation, SimulatedClient } from './simulation.ts';

interface Grant {
  readonly to?: string;
  readonly rules?: readonly Json[];
  /** Of v1alpha2. */
  readonly port?: number;
}

export const rule = (name: string, ...matches: readonly string[]): Json => ({
  kind: 'HTTPRouteGroup',
  name,
  ...(matches.length > 0 ? { matches } : {}),
});

const oneOfEach: readonly Json[] = [rule('pair'), rule('single')];

export function grant(
  mesh: Simulation,
  name: string,
  sources: readonly SimulatedClient[],
  { to = 'v1', rules = oneOfEach, port }: Grant = {},
): void {
  mesh.apply('traffictargets', {
    apiVersion: `access.smi-spec.io/${port === undefined ? 'v1alpha3' : 'v1alpha2'}`,
    metadata: { name },
    spec: {
      destination: {
        kind: 'ServiceAccount',
        name: to,
        namespace: 't',
        ...(port === undefined ? {} : { port }),
      },
      sources: sources.map(({ namespace, serviceAccount }) => ({
        kind: 'ServiceAccount',
        name: serviceAccount,
        namespace,
      })),
      rules,
    },
  });
}

/** Two groups, of the routes /a and /b and of the route /c, and a TCPRoute of port 8080. */
export function routed(behaviour: Behaviour): Simulation {
  const mesh = testbed(behaviour);
  const route = (name: string): Json => ({ name, pathRegex: `/${name}`, methods: ['GET'] });
  for (const [name, matches] of [
    ['pair', [route('a'), route('b')]],
    ['single', [route('c')]],
    // Named as those of the pair, and other ones.
    [
      'namesakes',
      [
        { ...route('c'), name: 'a' },
        { ...route('d'), name: 'b' },
      ],
    ],
    // Of one path.
    ['verbs', [route('a'), { ...route('a'), name: 'write', methods: ['POST'] }]],
  ] as const) {
    mesh.apply('httproutegroups', {
      apiVersion: 'specs.smi-spec.io/v1alpha4',
      metadata: { name },
      spec: { matches },
    });
  }
  for (const [name, port] of [
    ['port', 8080],
    ['other-port', 9090],
  ] as const) {
    mesh.apply('tcproutes', {
      apiVersion: 'specs.smi-spec.io/v1alpha4',
      metadata: { name },
      spec: { matches: { ports: [port] } },
    });
  }
  return mesh;
}

/** Which of the routes each client has on either port. */
function granted(mesh: Simulation): unknown {
  return [one, two, elsewhere].map((client) =>
    [8080, 9090].map((port) =>
      ['/a', '/b', '/c', '/d'].filter((target) => mesh.allows('v1', client, { target, port })),
    ),
  );
}

/** What is granted after each of the steps. */
const after =
  (...steps: readonly ((mesh: Simulation) => void)[]) =>
  (behaviour: Behaviour): unknown => {
    const mesh = routed(behaviour);
    return steps.map((step) => {
      step(mesh);
      return granted(mesh);
    });
  };

/** Whether a target of another namespace opens what runs here under an account of its destination's name. */
function afar(behaviour: Behaviour): boolean {
  const mesh = routed(behaviour);
  const account = (name: string, namespace: string): Json => ({ kind: 'ServiceAccount', name, namespace });
  mesh.apply('httproutegroups', {
    apiVersion: 'specs.smi-spec.io/v1alpha4',
    metadata: { name: 'far', namespace: 'u' },
    spec: { matches: [{ name: 'a', pathRegex: '/a' }] },
  });
  mesh.apply('traffictargets', {
    apiVersion: 'access.smi-spec.io/v1alpha3',
    metadata: { name: 'far', namespace: 'u' },
    spec: { destination: account('v1', 'u'), sources: [account('c1', 't')], rules: [rule('far')] },
  });
  return mesh.allows('v1', one, { target: '/a' });
}

const oneMayA = (mesh: Simulation): void => grant(mesh, 'one', [one], { rules: [rule('pair', 'a')] });
const twoMayB = (mesh: Simulation): void => grant(mesh, 'two', [two], { rules: [rule('pair', 'b')] });
const oneMay = (mesh: Simulation): void => grant(mesh, 'one', [one]);

export const targetStory: Story = {
  'access.default-deny.unrelated-target': (behaviour) => {
    const mesh = routed(behaviour);
    grant(mesh, 'other', [one], { to: 'v2' });
    const before = [
      granted(mesh),
      mesh.allows('c1', { namespace: 't', serviceAccount: 'v2' }, { target: '/a' }),
    ];
    grant(mesh, 'other', [one]);
    const here = granted(mesh);
    grant(mesh, 'other', [one], { to: 'v2' });
    return [before, here, granted(mesh)];
  },
  'access.additive.order': after(oneMayA, twoMayB),
  'access.no-deny-policy': after(
    oneMay,
    twoMayB,
    (mesh) => grant(mesh, 'two', [one, two], { rules: [rule('pair', 'b')] }),
    twoMayB,
  ),
  'access.sources.other-namespace': after(
    (mesh) => grant(mesh, 'elsewhere', [elsewhere]),
    (mesh) => grant(mesh, 'elsewhere', [one, elsewhere]),
  ),
  'access.sources.namespace-isolation': (behaviour) => {
    const mesh = routed(behaviour);
    grant(mesh, 'joined', [{ namespace: 't', serviceAccount: 'b-c1' }]);
    const neighbour = mesh.allows('v1', { namespace: 't-b', serviceAccount: 'c1' }, { target: '/a' });
    oneMay(mesh);
    const before = granted(mesh);
    grant(mesh, 'one', [elsewhere]);
    return [neighbour, before, granted(mesh)];
  },
  'access.scope.namespace': (behaviour) => [
    afar(behaviour),
    after(
      oneMayA,
      (mesh) => grant(mesh, 'elsewhere', [elsewhere], { rules: [rule('single')] }),
      // What is in another namespace bears one of those names first.
      (mesh) => {
        mesh.apply('traffictargets', {
          apiVersion: 'access.smi-spec.io/v1alpha3',
          metadata: { name: 'two', namespace: 'u' },
          spec: {
            destination: { kind: 'ServiceAccount', name: 'v1', namespace: 'u' },
            sources: [],
            rules: [],
          },
        });
        grant(mesh, 'two', [two], { rules: [rule('single')] });
      },
    )(behaviour),
  ],
  'access.rules.matches-multiple': (behaviour) => {
    const mesh = routed(behaviour);
    grant(mesh, 'one', [one], { rules: [rule('pair', 'a', 'b')] });
    grant(mesh, 'two', [two], { rules: [rule('verbs', 'a', 'write')] });
    return [granted(mesh), mesh.allows('v1', two, { method: 'POST', target: '/a' })];
  },
  'access.rules.several': after(
    oneMay,
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('pair', 'a'), rule('namesakes', 'b')] }),
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('pair', 'a'), rule('namesakes', 'a')] }),
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('pair', 'a'), rule('namesakes'), rule('pair', 'b')] }),
  ),
  'access.rules.order': after((mesh) =>
    grant(mesh, 'one', [one], { rules: [rule('single'), rule('pair', 'b', 'a')] }),
  ),
  'access.rules.http-and-tcp': after(
    (mesh) => grant(mesh, 'one', [one], { rules: [{ kind: 'TCPRoute', name: 'port' }, rule('pair')] }),
    (mesh) =>
      grant(mesh, 'more', [one], { rules: [rule('single'), { kind: 'TCPRoute', name: 'other-port' }] }),
    (mesh) => grant(mesh, 'two', [two]),
  ),
  'access.rules.http-without-tcp': after(oneMay),
  'access.port.restricts': after(
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('pair')], port: 8080 }),
    (mesh) => grant(mesh, 'more', [one], { rules: [rule('single')], port: 9090 }),
    (mesh) => grant(mesh, 'two', [two]),
  ),
  'access.port.omitted': after(oneMay, (mesh) => grant(mesh, 'one', [one], { port: 8080 }), oneMay),
  'access.lifecycle.update-source': after(
    oneMay,
    (mesh) => grant(mesh, 'one', [two]),
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('single')] }),
  ),
  'access.lifecycle.update-rule': after(
    oneMayA,
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('pair', 'b')] }),
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('pair')] }),
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('single')] }),
  ),
  'access.lifecycle.delete-one-of-two': after(oneMayA, twoMayB, (mesh) =>
    mesh.delete('traffictargets', 'one'),
  ),
};
