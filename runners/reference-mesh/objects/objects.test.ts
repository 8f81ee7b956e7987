import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { milliOfQuantity } from './quantity.ts';
import { readIdentityBinding, readTrafficTarget } from './read-access.ts';
import { readEndpointSlice, readPod, readService } from './read-kubernetes.ts';
import { readHttpRouteGroup, readTcpRoute } from './read-routes.ts';
import { readTrafficSplit } from './read-split.ts';
import { writtenVersion } from './written-version.ts';

const metadata = { name: 'x', namespace: 't', uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' };

describe('a quantity in thousandths', () => {
  it.each([
    ['1', 1000],
    ['500m', 500],
    ['1500m', 1500],
    ['0m', 0],
    ['0.5', 500],
    ['.5', 500],
    ['2.', 2000],
    ['+3', 3000],
    ['1k', 1_000_000],
    ['1Ki', 1_024_000],
    ['1e3', 1_000_000],
    ['15e-1', 1500],
    ['1u', 1],
    ['0.0001', 1],
    ['1E', Number.MAX_SAFE_INTEGER],
    ['-1', undefined],
    ['', undefined],
    ['m', undefined],
    ['1 m', undefined],
    ['ten', undefined],
  ])('%j is %s', (quantity, milli) => {
    expect(milliOfQuantity(quantity)).toBe(milli);
  });

  it('adds up exactly', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.nat(999), (whole, milli) => {
        const decimals = `${whole}.${String(milli).padStart(3, '0')}`;
        expect(milliOfQuantity(decimals)).toBe(whole * 1000 + milli);
        expect(milliOfQuantity(`${whole * 1000 + milli}m`)).toBe(whole * 1000 + milli);
      }),
    );
  });
});

describe('the version that an object was written in', () => {
  const entry = (version: string, time: string, rest = {}): object => ({
    apiVersion: `g/${version}`,
    time,
    ...rest,
  });

  it('is that of the newest writer, whatever the version it is read in', () => {
    const managedFields = [
      entry('v1alpha4', '2026-01-02T00:00:00Z'),
      entry('v1alpha1', '2026-01-03T00:00:00Z'),
    ];
    expect(writtenVersion({ apiVersion: 'g/v1alpha4', metadata: { managedFields } })).toBe('v1alpha1');
  });

  it('is not that of who wrote the status', () => {
    const managedFields = [
      entry('v1alpha2', '2026-01-01T00:00:00Z'),
      entry('v1alpha4', '2026-01-02T00:00:00Z', { subresource: 'status' }),
    ];
    expect(writtenVersion({ metadata: { managedFields } })).toBe('v1alpha2');
  });

  it('is unknown without managed fields', () => {
    expect(writtenVersion({ metadata: {} })).toBeUndefined();
  });
});

describe('a TrafficSplit', () => {
  const spec = {
    service: 'web',
    backends: [{ service: 'v1', weight: '500m' }, { service: 'v2' }, { service: 'v3', weight: 1 }],
    matches: [
      { kind: 'HTTPRouteGroup', name: 'g' },
      { kind: 'TCPRoute', name: 'no' },
    ],
  };

  it('has quantities in v1alpha1 and no matches', () => {
    expect(readTrafficSplit({ metadata, spec }, 'v1alpha1')).toMatchObject({
      service: 'web',
      backends: [
        { service: 'v1', weight: { raw: '500m', quantity: true } },
        { service: 'v3', weight: { raw: 1, quantity: true } },
      ],
      groups: [],
      listsConditions: false,
    });
  });

  it('has whole numbers from v1alpha2 on, and matches from v1alpha3 on', () => {
    expect(readTrafficSplit({ metadata, spec }, 'v1alpha2').groups).toEqual([]);
    expect(readTrafficSplit({ metadata, spec }, 'v1alpha3').groups).toEqual(['g']);
    const listed = readTrafficSplit({ metadata, spec: { ...spec, matches: [] } }, 'v1alpha3');
    expect(listed).toMatchObject({ groups: [], listsConditions: true });
    expect(readTrafficSplit({ metadata, spec }, 'v1alpha4').backends[1]?.weight).toEqual({
      raw: 1,
      quantity: false,
    });
  });
});

describe('a TrafficTarget', () => {
  const body = {
    destination: { kind: 'ServiceAccount', name: 'server', port: 8080 },
    sources: [{ kind: 'ServiceAccount', name: 'c1', namespace: 'u' }],
  };
  const rule = { kind: 'HTTPRouteGroup', name: 'g', matches: ['m'] };

  it('has its fields at the root in v1alpha1, under other names', () => {
    expect(readTrafficTarget({ metadata, ...body, specs: [rule] }, 'v1alpha1')).toMatchObject({
      port: 8080,
      destination: { name: 'server', namespace: undefined },
      sources: [{ name: 'c1', namespace: 'u' }],
      rules: [rule],
    });
  });

  it('has them under spec from v1alpha2 on, and no port from v1alpha3 on', () => {
    const spec = { ...body, rules: [rule] };
    expect(readTrafficTarget({ metadata, spec }, 'v1alpha2')).toMatchObject({ port: 8080, rules: [rule] });
    expect(readTrafficTarget({ metadata, spec }, 'v1alpha4')).toMatchObject({
      port: undefined,
      rules: [rule],
    });
    expect(readTrafficTarget({ metadata, spec }, 'v1alpha1').rules).toEqual([]);
  });
});

describe('routes', () => {
  const matches = [{ name: 'm', pathRegex: '/m', methods: ['GET'], headers: { 'X-A': '1' } }];

  it('stand at the root before v1alpha3 and under spec since', () => {
    expect(readHttpRouteGroup({ metadata, matches }, 'v1alpha2').routes).toEqual([
      { name: 'm', path: '/m', methods: ['GET'], headers: [['X-A', '1']] },
    ]);
    expect(readHttpRouteGroup({ metadata, matches }, 'v1alpha3').routes).toEqual([]);
    expect(readHttpRouteGroup({ metadata, spec: { matches } }, 'v1alpha4').routes).toHaveLength(1);
  });

  it('have no headers in v1alpha1', () => {
    expect(readHttpRouteGroup({ metadata, matches }, 'v1alpha1').routes[0]).not.toHaveProperty('headers');
  });

  it('read headers as a map and as a list of one-key maps alike', () => {
    const shapes = [{ 'x-a': '1', 'x-b': '2' }, [{ 'x-a': '1' }, { 'x-b': '2' }]];
    for (const headers of shapes) {
      expect(
        readHttpRouteGroup({ metadata, spec: { matches: [{ name: 'm', headers }] } }, 'v1alpha4').routes,
      ).toEqual([
        {
          name: 'm',
          headers: [
            ['x-a', '1'],
            ['x-b', '2'],
          ],
        },
      ]);
    }
  });

  it('of TCP have ports in v1alpha4 only, where none means all', () => {
    const spec = { matches: { ports: [1, 2] } };
    expect(readTcpRoute({ metadata, spec }, 'v1alpha4').ports).toEqual([1, 2]);
    expect(readTcpRoute({ metadata, spec: { matches: { ports: [] } } }, 'v1alpha4').ports).toBeUndefined();
    expect(readTcpRoute({ metadata, spec: {} }, 'v1alpha4').ports).toBeUndefined();
    expect(readTcpRoute({ metadata, spec }, 'v1alpha3').ports).toBeUndefined();
  });
});

describe('an IdentityBinding', () => {
  it('never selects everybody', () => {
    const spec = { schemes: { podLabelSelector: { matchLabels: {} } } };
    expect(readIdentityBinding({ metadata, spec }).podLabels).toBeUndefined();
  });
});

describe('Kubernetes objects', () => {
  it('leave out what the mesh cannot carry', () => {
    const ports = [
      { port: 80 },
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'no', port: 9, protocol: 'SCTP' },
    ];
    expect(readService({ metadata, spec: { clusterIP: 'None', ports } })).toMatchObject({
      clusterIP: undefined,
      ports: [
        { name: '', port: 80, transport: 'TCP' },
        { name: 'dns', port: 53, transport: 'UDP' },
      ],
    });
    const slice = readEndpointSlice({ metadata, ports });
    expect(slice.ports.map(({ port }) => port)).toEqual([80, 53]);
  });

  it('count endpoints that say nothing of readiness as ready, and only those and the ready ones', () => {
    const endpoints = [
      { addresses: ['1'] },
      { addresses: ['2'], conditions: { ready: false } },
      { addresses: ['3'], conditions: { ready: true } },
    ];
    expect(
      readEndpointSlice({ metadata, endpoints })
        .endpoints.filter(({ ready }) => ready)
        .map(({ ip }) => ip),
    ).toEqual(['1', '3']);
  });

  it('forget the address of a pod that has ended', () => {
    expect(readPod({ metadata, spec: {}, status: { podIP: '1', phase: 'Failed' } })).toMatchObject({
      ip: undefined,
      serviceAccount: 'default',
    });
    expect(readPod({ metadata, spec: {}, status: { podIP: '1', phase: 'Running' } }).ip).toBe('1');
  });
});
