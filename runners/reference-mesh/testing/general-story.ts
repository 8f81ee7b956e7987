import { split, testbed, type Story } from './story.ts';

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
    return mesh.share('website', 2);
  },
  'gen.cleanup': (behaviour) => {
    const mesh = testbed(behaviour);
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    mesh.delete('trafficsplits', 'rollout');
    return mesh.share('website', 2);
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
    mesh.restart();
    return mesh.share('website', 2);
  },
};
