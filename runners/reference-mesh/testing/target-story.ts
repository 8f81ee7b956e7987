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
  ] as const) {
    mesh.apply('httproutegroups', {
      apiVersion: 'specs.smi-spec.io/v1alpha4',
      metadata: { name },
      spec: { matches },
    });
  }
  mesh.apply('tcproutes', {
    apiVersion: 'specs.smi-spec.io/v1alpha4',
    metadata: { name: 'port' },
    spec: { matches: { ports: [8080] } },
  });
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

const oneMayA = (mesh: Simulation): void => grant(mesh, 'one', [one], { rules: [rule('pair', 'a')] });
const twoMayB = (mesh: Simulation): void => grant(mesh, 'two', [two], { rules: [rule('pair', 'b')] });
const oneMay = (mesh: Simulation): void => grant(mesh, 'one', [one]);

export const targetStory: Story = {
  'access.default-deny.unrelated-target': after(
    (mesh) => grant(mesh, 'other', [one], { to: 'v2' }),
    (mesh) => grant(mesh, 'other', [one]),
  ),
  'access.additive.order': after(oneMayA, twoMayB),
  'access.no-deny-policy': after(oneMay, twoMayB),
  'access.sources.other-namespace': after(
    (mesh) => grant(mesh, 'elsewhere', [elsewhere]),
    (mesh) => grant(mesh, 'elsewhere', [one, elsewhere]),
  ),
  'access.sources.namespace-isolation': after(oneMay),
  'access.scope.namespace': after(
    oneMayA,
    (mesh) => grant(mesh, 'elsewhere', [elsewhere], { rules: [rule('single')] }),
    // What is in another namespace bears one of those names first.
    (mesh) => {
      mesh.apply('traffictargets', {
        apiVersion: 'access.smi-spec.io/v1alpha3',
        metadata: { name: 'two', namespace: 'u' },
        spec: { destination: { kind: 'ServiceAccount', name: 'v1', namespace: 'u' }, sources: [], rules: [] },
      });
      grant(mesh, 'two', [two], { rules: [rule('single')] });
    },
  ),
  'access.rules.matches-multiple': after((mesh) =>
    grant(mesh, 'one', [one], { rules: [rule('pair', 'a', 'b')] }),
  ),
  'access.rules.several': after(
    oneMay,
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('pair', 'a'), rule('namesakes', 'b')] }),
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('pair', 'a'), rule('namesakes', 'a')] }),
  ),
  'access.rules.order': after((mesh) =>
    grant(mesh, 'one', [one], { rules: [rule('single'), rule('pair', 'b', 'a')] }),
  ),
  'access.rules.http-and-tcp': after((mesh) =>
    grant(mesh, 'one', [one], { rules: [{ kind: 'TCPRoute', name: 'port' }, rule('pair')] }),
  ),
  'access.rules.http-without-tcp': after(oneMay),
  'access.port.restricts': after((mesh) => grant(mesh, 'one', [one], { port: 8080 })),
  'access.port.omitted': after(oneMay),
  'access.lifecycle.update-source': after(oneMay, (mesh) => grant(mesh, 'one', [two])),
  'access.lifecycle.update-rule': after(
    oneMayA,
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('pair', 'b')] }),
    (mesh) => grant(mesh, 'one', [one], { rules: [rule('single')] }),
  ),
  'access.lifecycle.delete-one-of-two': after(oneMayA, twoMayB, (mesh) =>
    mesh.delete('traffictargets', 'one'),
  ),
};
