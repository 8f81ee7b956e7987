import { describe, expect, it } from 'vitest';
import { specification } from '../behaviour/specification.ts';
import type { Json } from '../objects/fields.ts';
import { Simulation, type SimulatedRequest } from '../testing/simulation.ts';

const c1 = { namespace: 't', serviceAccount: 'c1' };
const c2 = { namespace: 't', serviceAccount: 'c2' };
const stranger = { namespace: 'u', serviceAccount: 'c1' };

const account = (name: string, rest: Json = {}): Json => ({
  kind: 'ServiceAccount',
  name,
  namespace: 't',
  ...rest,
});
const rule = (name: string, ...matches: readonly string[]): Json => ({
  kind: 'HTTPRouteGroup',
  name,
  ...(matches.length > 0 ? { matches } : {}),
});
const tcp = (name: string): Json => ({ kind: 'TCPRoute', name });

function cluster(): Simulation {
  const mesh = new Simulation(specification);
  for (const workload of ['server', 'other', 'c1', 'c2']) mesh.pods(workload);
  mesh.pods('c1', 1, 'u');
  mesh.apply('httproutegroups', {
    apiVersion: 'specs.smi-spec.io/v1alpha4',
    metadata: { name: 'routes' },
    spec: {
      matches: [
        { name: 'api', pathRegex: '/api', methods: ['*'] },
        { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] },
      ],
    },
  });
  return mesh;
}

function target(
  mesh: Simulation,
  name: string,
  sources: readonly Json[],
  rules: readonly Json[],
  rest: Json = {},
): void {
  const spec = { destination: account('server'), sources, rules, ...rest };
  mesh.apply('traffictargets', { apiVersion: 'access.smi-spec.io/v1alpha3', metadata: { name }, spec });
}

const metrics: SimulatedRequest = { target: '/metrics' };
const api: SimulatedRequest = { target: '/api' };

describe('access', () => {
  it('default-deny: nothing without a target, everything when permissive', () => {
    const mesh = cluster();
    expect(mesh.allows('server', c1, metrics)).toBe(false);
    expect(mesh.allows('server', undefined, metrics, 'permissive')).toBe(true);
  });

  it('allows listed sources on listed routes, and nobody and nothing else', () => {
    const mesh = cluster();
    target(mesh, 'a', [account('c1')], [rule('routes', 'metrics')]);
    expect(mesh.allows('server', c1, metrics)).toBe(true);
    expect(mesh.allows('server', c1, { ...metrics, method: 'POST' })).toBe(false);
    expect(mesh.allows('server', c1, api)).toBe(false);
    expect(mesh.allows('server', c2, metrics)).toBe(false);
    expect(mesh.allows('server', stranger, metrics)).toBe(false);
    expect(mesh.allows('server', undefined, metrics)).toBe(false);
    expect(mesh.allows('other', c1, metrics)).toBe(false);
  });

  it('additive.union: adds targets up without multiplying them', () => {
    const mesh = cluster();
    target(mesh, 'a', [account('c1')], [rule('routes', 'metrics')]);
    target(mesh, 'b', [account('c2')], [rule('routes', 'api')]);
    expect(mesh.allows('server', c1, metrics)).toBe(true);
    expect(mesh.allows('server', c2, api)).toBe(true);
    expect(mesh.allows('server', c1, api)).toBe(false);
    expect(mesh.allows('server', c2, metrics)).toBe(false);
  });

  it('rules.matches-omitted and an empty list: all routes of the group; an unknown name: none', () => {
    const mesh = cluster();
    target(mesh, 'a', [account('c1')], [rule('routes')]);
    expect(mesh.allows('server', c1, api)).toBe(true);
    target(mesh, 'a', [account('c1')], [{ ...rule('routes'), matches: [] }]);
    expect(mesh.allows('server', c1, metrics)).toBe(true);
    target(mesh, 'a', [account('c1')], [rule('routes', 'nothing')]);
    expect(mesh.allows('server', c1, metrics)).toBe(false);
  });

  it('admits nobody by an empty list or a missing reference', () => {
    const mesh = cluster();
    target(mesh, 'a', [], [rule('routes')]);
    target(mesh, 'b', [account('c1')], []);
    target(mesh, 'c', [account('c1')], [rule('gone')]);
    target(mesh, 'd', [{ kind: 'Group', name: 'c1', namespace: 't' }], [rule('routes')]);
    target(mesh, 'e', [account('*')], [rule('routes')]);
    expect(mesh.allows('server', c1, metrics)).toBe(false);
  });

  it('sources.namespace-omitted: the namespace of the target', () => {
    const mesh = cluster();
    target(mesh, 'a', [{ kind: 'ServiceAccount', name: 'c1' }], [rule('routes')]);
    expect(mesh.allows('server', c1, api)).toBe(true);
    expect(mesh.allows('server', stranger, api)).toBe(false);
  });

  it('sources.other-namespace: as named', () => {
    const mesh = cluster();
    target(mesh, 'a', [account('c1', { namespace: 'u' })], [rule('routes')]);
    expect(mesh.allows('server', stranger, api)).toBe(true);
    expect(mesh.allows('server', c1, api)).toBe(false);
  });

  it('destination.other-namespace: who may write in u opens nothing in t', () => {
    const mesh = cluster();
    const spec = {
      destination: account('server'),
      sources: [account('c1', { namespace: 'u' })],
      rules: [rule('routes')],
    };
    mesh.apply('traffictargets', {
      apiVersion: 'access.smi-spec.io/v1alpha3',
      metadata: { name: 'a', namespace: 'u' },
      spec,
    });
    expect(mesh.allows('server', stranger, api)).toBe(false);
  });

  it('rules.http-and-tcp: a TCPRoute narrows the routes to its ports', () => {
    const mesh = cluster();
    mesh.apply('tcproutes', {
      apiVersion: 'specs.smi-spec.io/v1alpha4',
      metadata: { name: 'port' },
      spec: { matches: { ports: [8080] } },
    });
    target(mesh, 'a', [account('c1')], [rule('routes', 'metrics'), tcp('port')]);
    expect(mesh.allows('server', c1, metrics)).toBe(true);
    expect(mesh.allows('server', c1, { ...metrics, port: 9090 })).toBe(false);
    expect(mesh.allows('server', c1, api)).toBe(false);
    target(mesh, 'a', [account('c1')], [rule('routes', 'metrics'), tcp('gone')]);
    expect(mesh.allows('server', c1, metrics)).toBe(false);
  });

  it('rules.http-without-tcp: every HTTP port, and no raw TCP', () => {
    const mesh = cluster();
    target(mesh, 'a', [account('c1')], [rule('routes')]);
    expect(mesh.allows('server', c1, { ...metrics, port: 9090 })).toBe(true);
    expect(mesh.allowsConnection('server', c1, 7070)).toBe(false);
  });

  it('specs.tcp: listed ports, all ports without a list', () => {
    const mesh = cluster();
    const route = (spec: Json): void =>
      mesh.apply('tcproutes', {
        apiVersion: 'specs.smi-spec.io/v1alpha4',
        metadata: { name: 'ports' },
        spec,
      });
    route({ matches: { ports: [7070, 7071] } });
    target(mesh, 'a', [account('c1')], [tcp('ports')]);
    expect(mesh.allowsConnection('server', c1, 7071)).toBe(true);
    expect(mesh.allowsConnection('server', c1, 7072)).toBe(false);
    expect(mesh.allowsConnection('server', c2, 7071)).toBe(false);
    for (const spec of [{ matches: { ports: [] } }, { matches: {} }, {}]) {
      route(spec);
      expect(mesh.allowsConnection('server', c1, 7072)).toBe(true);
    }
  });

  it('port.restricts and port.omitted in v1alpha1', () => {
    const mesh = cluster();
    const apply = (port: Json): void =>
      mesh.apply('traffictargets', {
        apiVersion: 'access.smi-spec.io/v1alpha1',
        metadata: { name: 'a' },
        destination: account('server', port),
        sources: [account('c1')],
        specs: [rule('routes', 'metrics')],
      });
    apply({ port: 8080 });
    expect(mesh.allows('server', c1, metrics)).toBe(true);
    expect(mesh.allows('server', c1, { ...metrics, port: 9090 })).toBe(false);
    apply({});
    expect(mesh.allows('server', c1, { ...metrics, port: 9090 })).toBe(true);
  });
});

describe('access.ib', () => {
  function bind(mesh: Simulation, schemes: Json, namespace = 't'): void {
    mesh.apply('identitybindings', {
      apiVersion: 'access.smi-spec.io/v1alpha4',
      metadata: { name: 'who', namespace },
      spec: { schemes },
    });
  }
  const who = (namespace = 't'): Json => ({ kind: 'IdentityBinding', name: 'who', namespace });

  it.each([
    ['service-account', { serviceAccount: 'c1' }],
    ['pod-labels', { podLabelSelector: { matchLabels: { app: 'c1' } } }],
    ['spiffe', { spiffeIdentities: ['spiffe://cluster.local/ns/t/sa/c1'] }],
    ['spiffe, as the documents write it', { spiffeIdentities: ['cluster.local/ns/t/sa/c1'] }],
    ['or', { serviceAccount: 'c1', spiffeIdentities: ['spiffe://cluster.local/ns/t/sa/c9'] }],
  ])('%s', (_name, schemes) => {
    const mesh = cluster();
    target(mesh, 'a', [who()], [rule('routes')]);
    expect(mesh.allows('server', c1, api)).toBe(false);
    bind(mesh, schemes);
    expect(mesh.allows('server', c1, api)).toBe(true);
    expect(mesh.allows('server', c2, api)).toBe(false);
    expect(mesh.allows('server', stranger, api)).toBe(false);
  });

  it('exclusive: labels and a service account together select nobody', () => {
    const mesh = cluster();
    bind(mesh, { serviceAccount: 'c1', podLabelSelector: { matchLabels: { app: 'c1' } } });
    target(mesh, 'a', [who()], [rule('routes')]);
    expect(mesh.allows('server', c1, api)).toBe(false);
  });

  it('namespace-bound: one in u gives nothing to identities of t', () => {
    const mesh = cluster();
    bind(
      mesh,
      {
        spiffeIdentities: ['spiffe://cluster.local/ns/t/sa/c1'],
        podLabelSelector: { matchLabels: { app: 'c1' } },
      },
      'u',
    );
    target(mesh, 'a', [who('u')], [rule('routes')]);
    expect(mesh.allows('server', c1, api)).toBe(false);
    expect(mesh.allows('server', stranger, api)).toBe(true);
  });

  it('destination: by label', () => {
    const mesh = cluster();
    bind(mesh, { podLabelSelector: { matchLabels: { app: 'server' } } });
    target(mesh, 'a', [account('c1')], [rule('routes')], { destination: who() });
    expect(mesh.allows('server', c1, api)).toBe(true);
    expect(mesh.allows('other', c1, api)).toBe(false);
  });
});
