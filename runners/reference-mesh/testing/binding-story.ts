import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Json } from '../objects/fields.ts';
import { elsewhere, one, testbed, two, type Story } from './story.ts';
import type { Simulation } from './simulation.ts';

const account = (name: string): Json => ({ kind: 'ServiceAccount', name, namespace: 't' });
const binding = (name: string): Json => ({ kind: 'IdentityBinding', name, namespace: 't' });
const labels = (matchLabels: Readonly<Record<string, string>>): Json => ({
  podLabelSelector: { matchLabels },
});

function bind(mesh: Simulation, schemes: Json, name = 'binding', namespace = 't'): void {
  mesh.apply('identitybindings', {
    apiVersion: 'access.smi-spec.io/v1alpha4',
    metadata: { name, namespace },
    spec: { schemes },
  });
}

function grant(
  mesh: Simulation,
  sources: readonly Json[],
  destination: Json = account('v1'),
  name = 'target',
): void {
  mesh.apply('traffictargets', {
    apiVersion: 'access.smi-spec.io/v1alpha4',
    metadata: { name },
    spec: { destination, sources, rules: [{ kind: 'HTTPRouteGroup', name: 'all' }] },
  });
}

/** Who is let into v1 after each of the steps. */
const after =
  (...steps: readonly ((mesh: Simulation) => unknown)[]) =>
  (behaviour: Behaviour): unknown => {
    const mesh = testbed(behaviour);
    mesh.pods('c1', 1, 'u');
    mesh.apply('httproutegroups', {
      apiVersion: 'specs.smi-spec.io/v1alpha4',
      metadata: { name: 'all' },
      spec: { matches: [{ name: 'all', pathRegex: '.*', methods: ['*'] }] },
    });
    return steps.map((step) => {
      step(mesh);
      return [one, two, elsewhere].map((client) => mesh.allows('v1', client));
    });
  };

const bound = (...schemes: readonly Json[]) =>
  after(
    ...schemes.map((scheme) => (mesh: Simulation): void => {
      bind(mesh, scheme);
      grant(mesh, [binding('binding')]);
    }),
  );

const idOfTwo = 'spiffe://cluster.local/ns/t/sa/c2';

export const bindingStory: Story = {
  'access.ib.service-account': after(
    (mesh) => {
      bind(mesh, { serviceAccount: 'c1' });
      grant(mesh, [binding('binding')]);
    },
    // Called like the account of another client.
    (mesh) => {
      bind(mesh, { serviceAccount: 'c1' }, 'c2');
      grant(mesh, [binding('c2')]);
    },
  ),
  'access.ib.pod-labels': (behaviour) => [
    bound(labels({ app: 'c1', kind: 'pod' }), labels({ kind: 'pod' }))(behaviour),
    after(
      (mesh) => {
        bind(mesh, labels({ role: 'caller' }));
        grant(mesh, [binding('binding')]);
      },
      (mesh) => mesh.pods('c2', 1, 't', 'c2', { role: 'caller' }),
    )(behaviour),
  ],
  'access.ib.spiffe': bound(
    { spiffeIdentities: [idOfTwo] },
    { spiffeIdentities: [idOfTwo.replace('://', '://other.')] },
  ),
  'access.ib.or': bound({ serviceAccount: 'c1', spiffeIdentities: [idOfTwo] }),
  'access.ib.exclusive': bound({ ...labels({ app: 'c1' }), serviceAccount: 'c2' }),
  'access.ib.namespace-bound': bound({ serviceAccount: 'c1' }, labels({ app: 'c1' })),
  'access.ib.update': bound(
    { serviceAccount: 'c1' },
    { serviceAccount: 'c2' },
    labels({ app: 'c1', kind: 'pod' }),
  ),
  'access.ib.mixed-kinds': after((mesh) => {
    bind(mesh, { serviceAccount: 'nobody' }, 'binding', 'u');
    bind(mesh, { serviceAccount: 'c2' });
    grant(mesh, [account('c1'), binding('binding')]);
  }),
  'access.ib.sa-still-works': after((mesh) => grant(mesh, [account('c1')])),
  'access.ib.destination': after(
    (mesh) => {
      bind(mesh, { serviceAccount: 'c2' }, 'another');
      grant(mesh, [account('c1')], binding('another'));
    },
    (mesh) => {
      bind(mesh, labels({ app: 'v1' }), 'server');
      grant(mesh, [account('c1')], binding('server'));
    },
    (mesh) => bind(mesh, labels({ app: 'v2' }), 'server'),
  ),
};
