import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackendPlan } from '../compile/plan.ts';
import type { RequestView } from './behaviour.ts';
import { policyPath } from './path.ts';
import { routesTest } from './routes.ts';
import { specification } from './specification.ts';
import { localName, pickByChance, pickInTurn } from './split.ts';

const backends = (weights: readonly number[]): readonly BackendPlan[] =>
  weights.map((weight, index) => ({ service: `v${index}`, weight, endpoints: [] }));

function picks(weights: readonly number[], count: number): number[] {
  const round = { current: weights.map(() => 0) };
  const counts = weights.map(() => 0);
  for (let n = 0; n < count; n += 1) {
    const index = pickInTurn(backends(weights), round);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

describe('picking in turn', () => {
  it('is exact over one round of the weights, from wherever it starts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }), (weights) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        fc.pre(sum > 0);
        expect(picks(weights, sum)).toEqual(weights);
      }),
    );
  });

  it('is never further than one pick from the shares', () => {
    const round = { current: [0, 0, 0] };
    const counts = [0, 0, 0];
    const weights = [20, 10, 70];
    for (let n = 1; n <= 500; n += 1) {
      const index = pickInTurn(backends(weights), round);
      counts[index] = (counts[index] ?? 0) + 1;
      counts.forEach((count, i) =>
        expect(Math.abs(count - (n * (weights[i] ?? 0)) / 100)).toBeLessThanOrEqual(1),
      );
    }
  });

  it('gives nothing to weight zero and nobody when all are zero', () => {
    expect(picks([1, 0], 100)).toEqual([100, 0]);
    expect(pickInTurn(backends([0, 0]), { current: [0, 0] })).toBe(-1);
    expect(pickInTurn([], { current: [] })).toBe(-1);
  });

  it('stays exact with weights as large as a CRD takes', () => {
    const large = 2_147_483_647_000;
    expect(picks([large, large, 0], 1000)).toEqual([500, 500, 0]);
  });
});

describe('picking by chance', () => {
  it('follows the weights and never picks weight zero', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (weights, random) => {
          const sum = weights.reduce((a, b) => a + b, 0);
          const index = pickByChance(backends(weights), () => random);
          if (sum === 0) expect(index).toBe(-1);
          else expect(weights[index]).toBeGreaterThan(0);
        },
      ),
    );
    const counts = [0, 0];
    for (let n = 0; n < 100; n += 1) {
      const index = pickByChance(backends([3, 1]), () => n / 100);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(counts).toEqual([75, 25]);
  });
});

describe('names of a Service', () => {
  it.each([
    ['web', 'web'],
    ['web.t', 'web'],
    ['web.t.svc', 'web'],
    ['web.t.svc.cluster.local', 'web'],
    ['web.u', undefined],
    ['web.t.example', undefined],
    ['', undefined],
  ])('%j in namespace t is %s', (name, local) => {
    expect(localName(name, 't')).toBe(local);
  });
});

const request = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): RequestView => ({
  method,
  path,
  http2: false,
  header: (name) => headers[name.toLowerCase()],
  values: (name) => headers[name]?.split(', ') ?? [],
});

describe('routes', () => {
  const one = (route: Parameters<typeof routesTest>[1][number]) => routesTest(specification, [route]);

  it.each([
    ['/metrics', '/metrics', true],
    ['/metrics', '/metrics/all', true],
    ['/metrics', '/x/metrics', false],
    ['.*', '/', true],
    ['/a|/b', '/b', true],
    ['/a|/b', '/x/b', false],
    ['/api$', '/api/v1', false],
    ['^/api', '/api', true],
    ['/item/\\d+', '/item/7', true],
    ['(', '/', false],
    ['a)(b', '/', false],
  ])('the path %j for %j: %s', (path, asked, matches) => {
    expect(one({ name: 'r', path })(request('GET', asked))).toBe(matches);
  });

  it('match methods by name or by star', () => {
    expect(one({ name: 'r', methods: ['GET', 'HEAD'] })(request('HEAD', '/'))).toBe(true);
    expect(one({ name: 'r', methods: ['GET'] })(request('HEAD', '/'))).toBe(false);
    expect(one({ name: 'r', methods: ['GET', '*'] })(request('PATCH', '/'))).toBe(true);
    expect(one({ name: 'r', methods: [] })(request('PATCH', '/'))).toBe(true);
  });

  it('need all headers of a route, and one of the routes', () => {
    const both = one({
      name: 'r',
      headers: [
        ['x-a', '^1$'],
        ['x-b', '2'],
      ],
    });
    expect(both(request('GET', '/', { 'x-a': '1', 'x-b': '12' }))).toBe(true);
    expect(both(request('GET', '/', { 'x-a': '1' }))).toBe(false);
    expect(both(request('GET', '/', { 'x-a': '11', 'x-b': '2' }))).toBe(false);
    expect(one({ name: 'r', headers: [['X-A', '1']] })(request('GET', '/', { 'x-a': '1' }))).toBe(true);
    expect(one({ name: 'r', headers: [] })(request('GET', '/'))).toBe(true);
    const twice = request('GET', '/', { 'x-a': '1, 2' });
    expect(one({ name: 'r', headers: [['x-a', '^1, 2$']] })(twice)).toBe(true);
    expect(one({ name: 'r', headers: [['x-a', '^1$']] })(twice)).toBe(false);
    const either = routesTest(specification, [
      { name: 'a', headers: [['x-a', '1']] },
      { name: 'b', path: '/b' },
    ]);
    expect(either(request('GET', '/b'))).toBe(true);
    expect(either(request('GET', '/c', { 'x-a': '1' }))).toBe(true);
    expect(either(request('GET', '/c'))).toBe(false);
  });

  it('with only a name match everything, and none match nothing', () => {
    expect(one({ name: 'r' })(request('DELETE', '/x'))).toBe(true);
    expect(routesTest(specification, [])(request('GET', '/'))).toBe(false);
  });
});

describe('the path that policies see', () => {
  it.each([
    ['/a?b=/c', '/a'],
    ['/a#x', '/a'],
    ['/%6Detrics', '/metrics'],
    ['/a%2fb', '/a%2Fb'],
    ['//metrics', '/metrics'],
    ['/public/../admin', '/admin'],
    ['/public/%2e%2e/admin', '/admin'],
    ['/../../admin/.', '/admin/'],
    ['http://host/metrics?x', '/metrics'],
    ['*', '*'],
    ['/plain', '/plain'],
    ['/a.b/c', '/a.b/c'],
  ])('of %j is %j', (target, path) => {
    expect(policyPath(target)).toBe(path);
  });

  it('is itself already plain', () => {
    const segment = fc.constantFrom('.', '..', '', 'a', '%2e', '%41', '%2f', '%%', 'b.c');
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
        const once = policyPath(`/${segments.join('/')}`);
        expect(once.startsWith('/')).toBe(true);
        expect(once.split('/')).not.toContain('..');
      }),
    );
  });
});
