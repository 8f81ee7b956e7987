import { changed, elsewhere, one, shared, split, testbed, two, type Story } from './story.ts';

export const splitStory: Story = {
  'split.weights.proportional': shared('website', { v1: 90, v2: 10 }),
  'split.weights.equal': shared('website', { v1: 50, v2: 50 }),
  'split.weights.not-sum-100': shared('website', { v1: 1000, v2: 500 }),
  'split.weights.three-backends': shared('website', { v1: 20, v2: 10, v3: 70 }),
  'split.weights.milli': shared('website', { v1: '10m', v2: '100m', v3: '1500m' }, 'v1alpha1'),
  'split.weights.milli-mixed': shared('website', { v1: '500m', v2: '1.5', v3: '1k' }, 'v1alpha1'),
  'split.weights.zero': shared('foobar', { v1: 100, v2: 0 }),
  'split.weights.single-backend': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v2: 1 }));
    return [{}, { method: 'POST' }, { target: '/orders/1' }].map((request) =>
      mesh.share('website', 12, { request }),
    );
  },
  'split.schema.weight-large': shared('website', { v1: 2_000_000_000, v2: 1_000_000_000 }),
  'split.weights.per-service-not-per-pod': shared('website', { v1: 1, v2: 1 }),
  'split.weights.per-client': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 90, v2: 10 }));
    return [one, two].map((client) => mesh.share('website', 100, { client }));
  },
  'split.root.baseline': (behaviour) => testbed(behaviour).share('foobar', 12),
  'split.root.without-pods': shared('nobody', { v1: 1, v2: 1 }),
  'split.root.selector-overlaps-backends': shared('foobar', { v1: 75, v2: 25 }),
  'split.root.name-forms': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    const forms = [
      'website',
      'website.t',
      'website.t.svc',
      'website.t.svc.cluster.local',
      'website.t.svc.cluster.local:8080',
    ];
    return forms.map((host) => mesh.share('website', 2, { client: { ...one, host } }));
  },
  'split.client.unmeshed': (behaviour) => behaviour.splitsForUnmeshed,
  'split.client.other-namespace': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    return mesh.share('website', 2, { client: elsewhere });
  },
  'split.scope.namespace': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    const others = mesh.share('website', 2, { namespace: 'u' });
    mesh.apply('trafficsplits', {
      ...split('website', { v1: 1 }),
      metadata: { name: 'rollout', namespace: 'u' },
    });
    return [others, mesh.share('website', 2)];
  },
  'split.scope.other-services': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1, v2: 0 }));
    return ['v1', 'v2', 'unrelated'].map((service) => mesh.share(service, 6));
  },
  'split.backend.direct-access': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('foobar', { v1: 100, v2: 0 }));
    return mesh.share('v2', 6);
  },
  'split.lifecycle.create': changed({ v1: 10, v2: 90 }),
  'split.lifecycle.update': changed({ v1: 1, v2: 0 }, { v1: 10, v2: 90 }),
  'split.lifecycle.remove-backend': changed({ v1: 1, v2: 1 }, { v1: 1 }),
  'split.lifecycle.delete-reverts': changed({ v1: 1 }, undefined),
  'split.workflow.rollout': (behaviour) => {
    const mesh = testbed(behaviour);
    const steps = [{ v1: 100, v2: 0 }, { v1: 1000, v2: 500 }, { v2: 1 }];
    return steps.map((weights) => {
      mesh.apply('trafficsplits', split('foobar', weights));
      return mesh.share('foobar', 120);
    });
  },
};
