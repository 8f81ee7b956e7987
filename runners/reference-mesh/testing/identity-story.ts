import type { Json } from '../objects/fields.ts';
import { one, two, type Story } from './story.ts';
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
};
