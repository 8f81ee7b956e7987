import { describe, expect, it } from 'vitest';
import { specification } from '../behaviour/specification.ts';
import type { Json } from '../objects/fields.ts';
import { Simulation } from '../testing/simulation.ts';

function cluster(): Simulation {
  const mesh = new Simulation(specification);
  const [v0, v1, v2] = [mesh.pods('v0'), mesh.pods('v1'), mesh.pods('v2', 3)];
  mesh.service('web', v0);
  mesh.service('web-v1', v1);
  mesh.service('web-v2', v2);
  return mesh;
}

function split(version: string, backends: Readonly<Record<string, number | string>>, rest: Json = {}): Json {
  const spec = {
    service: 'web',
    backends: Object.entries(backends).map(([service, weight]) => ({ service, weight })),
    ...rest,
  };
  return {
    apiVersion: `split.smi-spec.io/${version}`,
    metadata: { name: 'split', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec,
  };
}

/** Shares by workload. */
function shares(
  mesh: Simulation,
  count: number,
  options: Parameters<Simulation['share']>[2] = {},
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [pod, n] of Object.entries(mesh.share('web', count, options))) {
    const workload = pod.replace(/-[0-9]+$/, '');
    counts[workload] = (counts[workload] ?? 0) + n;
  }
  return counts;
}

describe('split.weights', () => {
  it.each([
    ['proportional', 'v1alpha4', { 'web-v1': 90, 'web-v2': 10 }, { v1: 90, v2: 10 }],
    ['not-sum-100', 'v1alpha2', { 'web-v1': 1000, 'web-v2': 500 }, { v1: 200, v2: 100 }],
    ['milli', 'v1alpha1', { 'web-v1': '10m', 'web-v2': '90m' }, { v1: 10, v2: 90 }],
    ['milli-mixed', 'v1alpha1', { 'web-v1': '1', 'web-v2': '500m' }, { v1: 200, v2: 100 }],
    ['milli-mixed, as numbers', 'v1alpha1', { 'web-v1': 1, 'web-v2': '500m' }, { v1: 200, v2: 100 }],
    ['zero', 'v1alpha3', { 'web-v1': 100, 'web-v2': 0 }, { v1: 300 }],
    ['single-backend', 'v1alpha4', { 'web-v2': 1 }, { v2: 300 }],
    ['per-service-not-per-pod', 'v1alpha4', { 'web-v1': 1, 'web-v2': 1 }, { v1: 150, v2: 150 }],
    ['all-zero: nobody', 'v1alpha4', { 'web-v1': 0, 'web-v2': 0 }, { nowhere: 300 }],
    ['backend.forward-reference', 'v1alpha4', { 'web-v1': 100, 'web-v9': 0 }, { v1: 300 }],
    ['backend.missing-weighted: left out', 'v1alpha4', { 'web-v1': 1, 'web-v9': 1 }, { v1: 300 }],
    ['scope.backends-same-namespace', 'v1alpha4', { 'web-v1': 1, 'web-v2.u': 1 }, { v1: 300 }],
  ])('%s@%s', (_name, version, weights, expected) => {
    const mesh = cluster();
    mesh.apply('trafficsplits', split(version, weights));
    const sum = Object.values(expected).reduce((a, b) => a + b, 0);
    expect(shares(mesh, sum)).toEqual(expected);
  });

  it('turns over the pods of a backend', () => {
    const mesh = cluster();
    mesh.apply('trafficsplits', split('v1alpha4', { 'web-v2': 1 }));
    expect(mesh.share('web', 6)).toEqual({ 'v2-0': 2, 'v2-1': 2, 'v2-2': 2 });
  });
});

describe('split.scope', () => {
  it('leaves Services of the same names in other namespaces alone', () => {
    const mesh = cluster();
    mesh.service('web', mesh.pods('twin', 1, 'u'), { namespace: 'u' });
    mesh.service('web-v1', mesh.pods('other', 1, 'u'), { namespace: 'u' });
    mesh.apply('trafficsplits', split('v1alpha4', { 'web-v1': 1 }));
    expect(mesh.share('web', 2, { namespace: 'u' })).toEqual({ 'twin-0': 2 });
  });

  it('leaves calls to the backends alone', () => {
    const mesh = cluster();
    mesh.apply('trafficsplits', split('v1alpha4', { 'web-v1': 1 }));
    expect(mesh.share('web-v2', 3)).toEqual({ 'v2-0': 1, 'v2-1': 1, 'v2-2': 1 });
  });
});

describe('split.ports', () => {
  const port = (number: number, target = number, name = `http-${number}`) => ({ name, port: number, target });

  it('match by number, each with the target that its backend says', () => {
    const mesh = cluster();
    mesh.service('web-v1', ['v1-0'], { ports: [port(8080, 8081, 'http-another-name')] });
    mesh.apply('trafficsplits', split('v1alpha4', { 'web-v1': 1 }));
    expect(mesh.plan('web')?.splits[0]?.backends[0]?.endpoints[0]?.port).toBe(8081);
  });

  it('leave out a backend without the port, for that port only', () => {
    const mesh = cluster();
    mesh.service('web-v1', ['v1-0'], { ports: [port(1024), port(9090)] });
    mesh.apply('trafficsplits', split('v1alpha4', { 'web-v1': 1, 'web-v2': 1 }));
    expect(shares(mesh, 10)).toEqual({ v2: 10 });
    expect(shares(mesh, 10, { request: { port: 9090 } })).toEqual({ v1: 5, v2: 5 });
  });

  it('are TCP by appProtocol or by the prefix of the name, else HTTP', () => {
    const mesh = cluster();
    expect(mesh.plan('web', 8080)?.protocol).toBe('http');
    expect(mesh.plan('web', 7070)?.protocol).toBe('tcp');
  });
});

describe('split.matches', () => {
  const firefox = { name: 'firefox', headers: { 'user-agent': '.*Firefox.*' } };
  const group = (name: string, matches: readonly unknown[]): Json => ({
    apiVersion: 'specs.smi-spec.io/v1alpha4',
    metadata: { name },
    spec: { matches },
  });
  const refers = (...names: readonly string[]): Json => ({
    matches: names.map((name) => ({ kind: 'HTTPRouteGroup', name })),
  });
  const fox = { request: { headers: { 'user-agent': 'Mozilla Firefox' } } };
  const other = { request: { headers: { 'user-agent': 'curl' } } };

  it('splits what matches and sends the rest to the root itself', () => {
    const mesh = cluster();
    mesh.apply('httproutegroups', group('fox', [firefox]));
    mesh.apply('trafficsplits', split('v1alpha4', { 'web-v1': 0, 'web-v2': 100 }, refers('fox')));
    expect(shares(mesh, 10, fox)).toEqual({ v2: 10 });
    expect(shares(mesh, 10, other)).toEqual({ v0: 10 });
    expect(shares(mesh, 10)).toEqual({ v0: 10 });
  });

  it('takes the routes of several groups as alternatives', () => {
    const mesh = cluster();
    mesh.apply('httproutegroups', group('fox', [firefox]));
    mesh.apply('httproutegroups', group('beta', [{ name: 'beta', pathRegex: '/beta' }]));
    mesh.apply('trafficsplits', split('v1alpha3', { 'web-v2': 1 }, refers('fox', 'beta')));
    expect(shares(mesh, 1, fox)).toEqual({ v2: 1 });
    expect(shares(mesh, 1, { request: { target: '/beta' } })).toEqual({ v2: 1 });
    expect(shares(mesh, 1, other)).toEqual({ v0: 1 });
  });

  it('holds for nothing when the group is missing or empty, and for everything when the list is empty', () => {
    const mesh = cluster();
    mesh.apply('trafficsplits', split('v1alpha4', { 'web-v2': 1 }, refers('gone')));
    expect(shares(mesh, 2)).toEqual({ v0: 2 });
    mesh.apply('httproutegroups', group('gone', []));
    expect(shares(mesh, 2)).toEqual({ v0: 2 });
    mesh.apply('trafficsplits', split('v1alpha4', { 'web-v2': 1 }, { matches: [] }));
    expect(shares(mesh, 2)).toEqual({ v2: 2 });
  });

  it('is not known to v1alpha2', () => {
    const mesh = cluster();
    mesh.apply('trafficsplits', split('v1alpha2', { 'web-v2': 1 }, refers('gone')));
    expect(shares(mesh, 2)).toEqual({ v2: 2 });
  });
});
