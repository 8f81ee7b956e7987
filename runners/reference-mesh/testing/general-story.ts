import { get, grant, group, one, split, testbed, two, type Story } from './story.ts';

/** What a mesh shows of what holds across the kinds. */
export const generalStory: Story = {
  'gen.unrelated-traffic': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    return [mesh.share('unrelated', 6), mesh.share('website', 2, { namespace: 'u' })];
  },
  'gen.invalid-object-isolation': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('missing', { v1: 1 }, 'v1alpha4', 'bad'));
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    const bad = { name: 'broken', pathRegex: '(' };
    mesh.apply('httproutegroups', {
      apiVersion: 'specs.smi-spec.io/v1alpha4',
      metadata: { name: 'broken' },
      spec: { matches: [bad] },
    });
    group(mesh, [{ name: 'sound', pathRegex: '/sound' }, bad]);
    grant(mesh, { name: 'broken', sources: [two], matches: ['broken'] });
    const before = mesh.allows('v1', one, get('/sound'));
    grant(mesh, { name: 'one', sources: [one], matches: ['sound'] });
    return [mesh.share('website', 2), before, mesh.allows('v1', one, get('/sound'))];
  },
  'gen.cleanup': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    mesh.delete('trafficsplits', 'rollout');
    group(mesh, [{ name: 'all', pathRegex: '.*' }]);
    grant(mesh, { name: 'one', sources: [one] });
    const targeted = mesh.allows('v1', two, {}, 'permissive');
    mesh.delete('traffictargets', 'one');
    return [mesh.share('website', 2), targeted, mesh.allows('v1', two, {}, 'permissive')];
  },
  'gen.idempotent': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    return mesh.share('website', 2);
  },
  'gen.mesh-restart': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    mesh.apply('tcproutes', {
      apiVersion: 'specs.smi-spec.io/v1alpha4',
      metadata: { name: 'port', creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: { matches: { ports: [7070] } },
    });
    mesh.apply('traffictargets', {
      apiVersion: 'access.smi-spec.io/v1alpha3',
      metadata: { name: 'port' },
      spec: {
        destination: { kind: 'ServiceAccount', name: 'v1', namespace: 't' },
        sources: [{ kind: 'ServiceAccount', name: 'c1', namespace: 't' }],
        rules: [{ kind: 'TCPRoute', name: 'port' }],
      },
    });
    mesh.restart();
    return [mesh.share('website', 2), mesh.allowsConnection('v1', one, 7070)];
  },
};
