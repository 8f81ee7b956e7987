import { describe, expect, it } from 'vitest';
import type { compileNamespace } from '../compile/compile.ts';
import type { MeshSettings } from '../compile/plan.ts';
import type { Pod, Service } from '../objects/model.ts';
import { Published, type PlanChanges } from './published.ts';
import { readSettings } from './settings.ts';
import { ControlState } from './state.ts';
import { identityIn } from './token-review.ts';

const service = (namespace: string, name: string, clusterIP: string): Service => ({
  namespace,
  name,
  uid: '',
  createdAt: '',
  clusterIP,
  nodePort: false,
  ports: [],
});

function plan(...services: readonly Service[]): ReturnType<typeof compileNamespace> {
  const destinations = services.map(
    ({ clusterIP = '', namespace, name }) =>
      [clusterIP, { kind: 'service', namespace, name, ports: {} }] as const,
  );
  return { destinations: new Map(destinations), grants: new Map() };
}

function publish(published: Published, plans: Readonly<Record<string, ReturnType<typeof plan>>>): string[] {
  const changes = published.begin();
  for (const [namespace, made] of Object.entries(plans)) changes.replace(namespace, made);
  return [...changes.finish().destinations].map(
    ([address, json]) => `${address} ${json === undefined ? 'gone' : 'new'}`,
  );
}

describe('what is published', () => {
  it('is told once, and again only when it changes or goes', () => {
    const published = new Published();
    const web = service('t', 'web', '1');
    expect(publish(published, { t: plan(web) })).toEqual(['1 new']);
    expect(publish(published, { t: plan(web) })).toEqual([]);
    expect(publish(published, { t: plan(service('t', 'other', '1')) })).toEqual(['1 new']);
    expect(publish(published, { t: plan() })).toEqual(['1 gone']);
    expect(published.destination('1')).toBeUndefined();
  });

  it.each([
    ['the old namespace first', ['t', 'u']],
    ['the new namespace first', ['u', 't']],
  ])('keeps an address that another namespace took over: %s', (_order, order) => {
    const published = new Published();
    publish(published, { t: plan(service('t', 'web', '1')) });
    const plans = { t: plan(), u: plan(service('u', 'web', '1')) };
    const ordered = Object.fromEntries(order.map((name) => [name, plans[name as 't' | 'u']]));
    expect(publish(published, ordered)).toEqual(['1 new']);
    expect(published.destination('1')).toContain('"namespace":"u"');
    expect(publish(published, { u: plan() })).toEqual(['1 gone']);
  });
});

describe('the state of the control plane', () => {
  function watched(): { state: ControlState; told: PlanChanges[]; settings: MeshSettings[] } {
    const told: PlanChanges[] = [];
    const settings: MeshSettings[] = [];
    const state = new ControlState({
      onPlan: (changes) => told.push(changes),
      onSettings: (changed) => settings.push(changed),
      onUnknownFaults: () => undefined,
    });
    return { state, told, settings };
  }

  it('tells all changes of a tick at once, and nothing when nothing has changed', async () => {
    const { state, told } = watched();
    state.setKubernetes('services', 't', 'a', service('t', 'a', '1'));
    state.setKubernetes('services', 't', 'b', service('t', 'b', '2'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(told.map(({ destinations }) => [...destinations.keys()])).toEqual([['1', '2']]);
    state.setKubernetes('services', 't', 'a', service('t', 'a', '1'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toHaveLength(1);
  });

  it('follows pods that an IdentityBinding of another namespace selects', () => {
    const { state, told } = watched();
    const pod: Pod = {
      namespace: 'u',
      name: 'p',
      uid: '',
      createdAt: '',
      ip: '9',
      serviceAccount: 'p',
      labels: { a: 'b' },
      meshed: true,
      probes: [],
    };
    const identified = { uid: '', createdAt: '' };
    state.setSmi('bindings', 'u', 'who', {
      kind: 'IdentityBinding',
      namespace: 'u',
      name: 'who',
      ...identified,
      podLabels: { a: 'b' },
      spiffeIdentities: [],
      serviceAccount: undefined,
    });
    state.setSmi('targets', 't', 'target', {
      kind: 'TrafficTarget',
      namespace: 't',
      name: 'target',
      ...identified,
      destination: { kind: 'ServiceAccount', name: 'server', namespace: 't' },
      port: undefined,
      sources: [{ kind: 'IdentityBinding', name: 'who', namespace: 'u' }],
      rules: [{ kind: 'TCPRoute', name: 'all', matches: [] }],
    });
    state.setSmi('tcpRoutes', 't', 'all', {
      kind: 'TCPRoute',
      namespace: 't',
      name: 'all',
      ...identified,
      ports: undefined,
    });
    state.flush();
    state.setKubernetes('pods', 'u', 'p', pod);
    state.flush();
    const grants = [...(told.at(-1)?.grants ?? [])].find(([uri]) => uri.endsWith('/ns/t/sa/server'));
    expect(grants?.[1]).toContain('/ns/u/pod/p');
  });

  it('tells settings only when they change', () => {
    const { state, settings } = watched();
    const strict: MeshSettings = { mode: 'strict', scheduler: 'wrr', faults: [] };
    state.configure(strict);
    state.configure({ ...strict });
    expect(settings).toEqual([strict]);
  });
});

describe('mesh-config', () => {
  const read = (data: Readonly<Record<string, string>>): MeshSettings => readSettings({ data });

  it('is permissive without a mode, and strict with one that nobody knows', () => {
    expect(read({}).mode).toBe('permissive');
    expect(read({ mode: 'permissive' }).mode).toBe('permissive');
    expect(read({ mode: 'Permissive' }).mode).toBe('strict');
  });

  it('lists faults with commas', () => {
    expect(read({ faults: ' a-b, c-d,, ' }).faults).toEqual(['a-b', 'c-d']);
    expect(read({ scheduler: 'random' }).scheduler).toBe('random');
  });
});

describe("a token's owner", () => {
  const status = {
    authenticated: true,
    audiences: ['smi-reference'],
    user: {
      username: 'system:serviceaccount:t:c1',
      extra: { 'authentication.kubernetes.io/pod-name': ['c1-abc'] },
    },
  };

  it('is a pod under a service account', () => {
    expect(identityIn(status)).toEqual({ namespace: 't', serviceAccount: 'c1', pod: 'c1-abc' });
  });

  it.each([
    ['not authenticated', { ...status, authenticated: false }],
    ['for another audience', { ...status, audiences: ['https://kubernetes.default.svc'] }],
    ['of a person', { ...status, user: { ...status.user, username: 'system:admin' } }],
    ['bound to no pod', { ...status, user: { username: status.user.username } }],
    ['nothing', {}],
  ])('is nobody when it is %s', (_what, review) => {
    expect(identityIn(review)).toBeUndefined();
  });
});
