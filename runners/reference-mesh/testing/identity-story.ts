import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Json } from '../objects/fields.ts';
import type { Simulation } from './simulation.ts';
import { one, split, two, type Story } from './story.ts';
import { grant, routed, rule } from './target-story.ts';

const account = (name: string): Json => ({ kind: 'ServiceAccount', name, namespace: 't' });

/** A target for v1 written out, as a definition might take it. */
const target = (sources: readonly Json[], rules: readonly Json[]): Json => ({
  apiVersion: 'access.smi-spec.io/v1alpha3',
  metadata: { name: 'odd' },
  spec: { destination: account('v1'), sources, rules },
});

const addresses = Array.from({ length: 20 }, (_, index) => `10.0.0.${index + 1}`).join();

export const identityStory: Story = {
  'access.identity.no-spoofing': (behaviour) => {
    const mesh = routed(behaviour);
    grant(mesh, 'one', [one]);
    return [
      { 'x-forwarded-client-cert': 'By=spiffe://x;URI=spiffe://cluster.local/ns/t/sa/c1' },
      { 'x-forwarded-for': addresses },
      { 'user-agent': 'kube-probe/1.34' },
      {},
    ].map((headers) => mesh.allows('v1', two, { target: '/a', headers }));
  },
  'access.destination.any-service': (behaviour) => {
    const mesh = routed(behaviour);
    grant(mesh, 'one', [one]);
    return ['foobar', 'v1'].map((host) => mesh.allows('v1', one, { target: '/a', headers: { host } }));
  },
  'access.schema.sources-empty': (behaviour) => {
    const mesh = routed(behaviour);
    mesh.apply('traffictargets', target([], [rule('pair')]));
    return mesh.allows('v1', two, { target: '/a' });
  },
  'access.schema.rules-empty': (behaviour) => {
    const mesh = routed(behaviour);
    mesh.apply('traffictargets', target([account('c1')], []));
    return mesh.allows('v1', one, { target: '/a' });
  },
  'access.rules.same-namespace': (behaviour) => {
    const mesh = routed(behaviour);
    mesh.apply('httproutegroups', {
      apiVersion: 'specs.smi-spec.io/v1alpha4',
      metadata: { name: 'far', namespace: 'u' },
      spec: { matches: [{ name: 'a', pathRegex: '/a' }] },
    });
    mesh.apply('traffictargets', target([account('c1')], [rule('far')]));
    return mesh.allows('v1', one, { target: '/a' });
  },
  'access.identity.service-account': (behaviour) => {
    const mesh = withTwins(behaviour);
    grant(mesh, 'one', [one]);
    const named = ['c', 'c10'].map((serviceAccount) => ({
      ...one,
      serviceAccount,
      pod: `${serviceAccount}-0`,
    }));
    return [one, { ...one, pod: 'a-twin-0' }, ...named].map((client) =>
      mesh.allows('v1', client, { target: '/a' }),
    );
  },
  'access.identity.not-name': (behaviour) => {
    const mesh = withTwins(behaviour);
    grant(mesh, 'named', [{ namespace: 't', serviceAccount: 'namesake' }]);
    const namesake = { namespace: 't', serviceAccount: 'other', pod: 'namesake-0' };
    return mesh.allows('v1', namesake, { target: '/a' });
  },
  'access.identity.default-sa': (behaviour) => {
    const mesh = routed(behaviour);
    const nameless = { namespace: 't', serviceAccount: 'default' };
    grant(mesh, 'default', [nameless]);
    return mesh.allows('v1', nameless, { target: '/a' });
  },
  'access.identity.new-pod': (behaviour) => {
    const mesh = routed(behaviour);
    grant(mesh, 'one', [one]);
    const before = mesh.allows('v1', one, { target: '/a' });
    mesh.pods('late', 1, 't', 'c1');
    const late = mesh.allows('v1', { ...one, pod: 'late-0' }, { target: '/a' });
    for (const workload of ['c1', 'late']) mesh.noPods(workload);
    const gone = mesh.allows('v1', two, { target: '/a' });
    mesh.pods('later', 1, 't', 'c1');
    return [before, late, gone, mesh.allows('v1', { ...one, pod: 'later-0' }, { target: '/a' })];
  },
  'access.identity.sa-change': (behaviour) => {
    const mesh = withTwins(behaviour);
    grant(mesh, 'one', [one]);
    const twin = { ...one, pod: 'a-twin-0' };
    const before = mesh.allows('v1', twin, { target: '/a' });
    mesh.pods('a-twin', 1, 't', 'other');
    return [before, mesh.allows('v1', { ...twin, serviceAccount: 'other' }, { target: '/a' })];
  },
  'access.destination.all-pods': bothTwins,
  'access.with-split.same-sa': bothTwins,
  'access.destination.only-those': behindOneService,
  'access.with-split': (behaviour) => {
    const mesh = withTwins(behaviour);
    mesh.apply('trafficsplits', {
      ...split('website', { v1: 1, v2: 1 }),
      spec: {
        service: 'website',
        backends: ['v1', 'v2'].map((service) => ({ service, weight: 1 })),
        matches: [{ kind: 'HTTPRouteGroup', name: 'single' }],
      },
    });
    return ['/a', '/c'].map((target) => {
      grant(mesh, 'one', [one]);
      return [
        ...['v1', 'v2'].map((server) => mesh.allows(server, one, { target })),
        behindOneService(behaviour),
      ];
    });
  },
  'access.server-side': (behaviour) => {
    const mesh = routed(behaviour);
    grant(mesh, 'one', [one]);
    return [behaviour.guards, mesh.allows('v1', undefined, { target: '/a' }), byAddress(mesh)];
  },
  'access.pod-ip': (behaviour) => {
    const mesh = routed(behaviour);
    grant(mesh, 'one', [one]);
    return [behaviour.guards, byAddress(mesh)];
  },
  'access.egress-untouched': (behaviour) => [true, false].map(behaviour.mayLeave),
  'access.deny-once-targeted': (behaviour) => {
    const mesh = routed(behaviour);
    grant(mesh, 'one', [one]);
    return ['v1', 'v2'].map((server) => mesh.allows(server, two, { target: '/a' }, 'permissive'));
  },
  'access.kubelet-probes': (behaviour) => {
    const probes = [{ port: 8080, path: '/healthz' }];
    const identified = { namespace: 't', name: 'v1-0', uid: '', createdAt: '' };
    const pod = { ...identified, ip: undefined, serviceAccount: 'v1', labels: {}, meshed: true, probes };
    return behaviour.probesOf(pod);
  },
};

/** Beside the usual ones a second workload under the account of a client and of a server each, and one with another's name. */
function withTwins(behaviour: Behaviour): Simulation {
  const mesh = routed(behaviour);
  mesh.pods('a-twin', 1, 't', 'c1');
  mesh.pods('b-twin', 1, 't', 'v1');
  mesh.pods('namesake', 1, 't', 'other');
  return mesh;
}

function bothTwins(behaviour: Behaviour): unknown {
  const mesh = withTwins(behaviour);
  const own = { ...one, serviceAccount: 'v1' };
  grant(mesh, 'one', [two, own]);
  return ['v1', 'v1/b-twin-0'].flatMap((server) =>
    [two, own].map((client) => mesh.allows(server, client, { target: '/a' })),
  );
}

/** What a client that is no source gets from v1 by the address of a pod. */
function byAddress(mesh: Simulation): boolean {
  return mesh.allows('v1', two, { target: '/a', headers: { host: '10.0.0.2:8080' } });
}

/** `foobar` selects v1 and v2, and the grant is for v1. */
function behindOneService(behaviour: Behaviour): unknown {
  const mesh = routed(behaviour);
  grant(mesh, 'one', [one]);
  for (const account of ['v', 'v10']) mesh.pods(account);
  return ['v1', 'v2', 'v', 'v10'].map((server) => mesh.allows(server, one, { target: '/a' }));
}
