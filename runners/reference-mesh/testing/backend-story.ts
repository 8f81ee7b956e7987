import type { Behaviour } from '../behaviour/behaviour.ts';
import type { PortSpec } from './objects.ts';
import type { Simulation } from './simulation.ts';
import { changed, one, shared, split, testbed, type Story } from './story.ts';

const usual: PortSpec = { name: 'http', port: 8080, target: 8080 };
const second: PortSpec = { name: 'http-second', port: 9090, target: 9090 };

/** A split of `birds` over `blue` (v1) and `green` (v2), each with ports of its own; told port by port. */
const birds =
  (root: readonly PortSpec[], blue: readonly PortSpec[], green: readonly PortSpec[]) =>
  (behaviour: Behaviour): unknown => {
    const mesh = testbed(behaviour);
    mesh.service('birds', ['v0-0'], { ports: root });
    mesh.service('blue', ['v1-0'], { ports: blue });
    mesh.service('green', ['v2-0'], { ports: green });
    mesh.apply('trafficsplits', split('birds', { blue: 1, green: 1 }));
    return [usual, second].map(({ port }) => mesh.plan('birds', port));
  };

/** What becomes of `website` while its second backend is not there, and once it is. */
const incomplete =
  (weights: Readonly<Record<string, number>>, later?: Readonly<Record<string, number>>) =>
  (behaviour: Behaviour): unknown => {
    const mesh = testbed(behaviour);
    mesh.removeService('v2');
    mesh.apply('trafficsplits', split('website', weights));
    const before = mesh.share('website', 100);
    mesh.service('v2', ['v2-0']);
    if (later !== undefined) mesh.apply('trafficsplits', split('website', later));
    return [before, mesh.share('website', 100)];
  };

const told =
  (tell: (mesh: Simulation) => unknown) =>
  (behaviour: Behaviour): unknown =>
    tell(testbed(behaviour));

export const backendStory: Story = {
  'split.weights.sum-below-100': shared('website', { v1: 1, v2: 3 }),
  'split.weights.small-share': shared('website', { v1: 1, v3: 998, v2: 1 }),
  'split.weights.many-backends': shared('website', { v1: 20, v2: 20, v3: 20, website: 20, unrelated: 20 }),
  'split.weights.within-backend-balanced': shared('website', { v2: 1 }),
  'split.weights.no-stickiness': shared('website', { v1: 1, v2: 1 }),
  'split.client.server-as-client': told((mesh) => {
    mesh.apply('trafficsplits', split('website', { v1: 0, v2: 1 }));
    return mesh.share('website', 12, { client: { namespace: 't', serviceAccount: 'v1-0' } });
  }),
  'split.ports.no-port-field': birds([usual], [usual, second], [usual, second]),
  'split.ports.match-by-number': birds(
    [usual],
    [
      { ...usual, name: 'other', target: 7070, transport: 'UDP' },
      { ...usual, name: 'blue' },
    ],
    [{ ...usual, name: '' }],
  ),
  'split.ports.target-port': birds([usual], [usual], [{ ...usual, target: 8081 }]),
  'split.ports.named-target-port': birds([usual], [usual], [{ ...usual, target: 8081 }]),
  'split.ports.multi': birds([usual, second], [usual, second], [usual, second]),
  'split.ports.extra-on-backend': birds([usual], [usual], [second, usual]),
  'split.ports.mismatch-excluded': birds([usual], [{ ...usual, port: 1024 }], [usual]),
  'split.ports.service-update': birds([usual], [{ ...usual, port: 1024 }], [usual]),
  'split.backend.forward-reference': incomplete({ v1: 1, v2: 0 }),
  'split.backend.appears-later': incomplete({ v1: 1, v2: 0 }, { v1: 10, v2: 90 }),
  'split.backend.deleted': incomplete({ v2: 0, v1: 1 }),
  'split.backend.scale-out': told((mesh) => {
    mesh.service('v2', ['v2-0']);
    mesh.apply('trafficsplits', split('website', { v2: 1 }));
    const before = mesh.share('website', 12);
    mesh.service('v2', ['v2-0', 'v2-1', 'v2-2']);
    return [before, mesh.share('website', 12)];
  }),
  'split.lifecycle.new-client': told((mesh) => {
    const made = split('website', { v1: 1 });
    const metadata = { ...(made['metadata'] as object), creationTimestamp: '2026-01-01T00:00:00Z' };
    mesh.apply('trafficsplits', { ...made, metadata });
    return [0, Date.parse('2026-01-01T00:00:01Z')].map((startedAt) =>
      mesh.share('website', 12, { client: { ...one, startedAt } }),
    );
  }),
  'split.ports.event': (behaviour) => behaviour.tellsOfMismatch,
  'split.backend.shared': told((mesh) => {
    mesh.apply('trafficsplits', split('website', { v3: 10, v1: 90 }));
    mesh.apply('trafficsplits', split('foobar', { v2: 10, v3: 90 }, 'v1alpha4', 'second'));
    return ['website', 'foobar'].map((root) => mesh.share(root, 100));
  }),
  'split.nonhierarchical': told((mesh) => {
    mesh.apply('trafficsplits', split('v1', { v2: 1 }));
    mesh.apply('trafficsplits', split('website', { v1: 1 }, 'v1alpha4', 'second'));
    return mesh.share('website', 12);
  }),
  'split.scope.backends-same-namespace': told((mesh) => {
    mesh.service('stranger', ['twin-0'], { namespace: 'u' });
    mesh.apply('trafficsplits', split('website', { v1: 1, stranger: 1 }));
    return mesh.share('website', 12);
  }),
  'split.conflict.name-independent': told((mesh) => {
    mesh.apply('trafficsplits', split('website', { v1: 1 }, 'v1alpha4', 'canary'));
    return mesh.share('website', 12);
  }),
  'split.lifecycle.shift-full': changed({ v1: 1 }, { v1: 1, v2: 1 }, { v2: 1 }),
  'split.lifecycle.add-backend': changed({ v1: 20, v2: 10 }, { v1: 20, v2: 10, v3: 70 }),
  'split.lifecycle.change-root': told((mesh) => {
    mesh.apply('trafficsplits', split('website', { v1: 1 }));
    mesh.apply('trafficsplits', split('unrelated', { v1: 1 }));
    return ['website', 'unrelated'].map((root) => mesh.share(root, 12));
  }),
  'split.lifecycle.delete-recreate': changed({ v1: 90, v2: 10 }, undefined, { v1: 10, v2: 90 }),
  'split.lifecycle.order-independent': incomplete({ v1: 10, v2: 90 }),
};
