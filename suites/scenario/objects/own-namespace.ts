import { describeReference, referenceTo, WaitTimeoutError } from '../../../fixtures/kubernetes/index.ts';
import type { KubernetesObject } from '../../../fixtures/kubernetes/index.ts';
import type { MeshProfile } from '../../../fixtures/meshes/profile.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import { namespaceOfScenario } from '../../../fixtures/testbed/names.ts';
import { serviceManifest } from '../../../fixtures/testbed/service.ts';
import type { OwnNamespace } from '../context.ts';
import type { ScenarioObjects } from './objects.ts';
import { splitNameOf } from './splits.ts';
import type { ScenarioState } from '../state.ts';

/** A namespace with a handful of objects and no pods goes within seconds, on a busy cluster too. */
const goneWithinMs = 60_000;

/** A namespace in the mesh, as the testbed's own are, that goes with the lease at the latest. */
export async function createNamespace(
  lease: Lease,
  profile: MeshProfile,
  objects: ScenarioObjects,
  state: ScenarioState,
  signal: AbortSignal,
): Promise<OwnNamespace> {
  const namespace = namespaceOfScenario(lease.testbed.name, lease.id);
  const { labels, annotations } = profile.onboarding.namespace;
  const manifest = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels, annotations },
  };
  await lease.create(manifest, signal);
  return {
    split: async (root, backends) => {
      const ports = [{ port: 8080, targetPort: 8080, protocol: 'http' }] as const;
      for (const name of [root, ...Object.keys(backends)]) {
        const spec = { name, namespace, pods: 'none', ports, labels: {} } as const;
        await lease.create(serviceManifest(spec, profile), signal);
      }
      const split = {
        kind: 'TrafficSplit',
        name: lease.nameFor(splitNameOf(root)),
        namespace,
        service: root,
        backends: Object.entries(backends).map(([service, weight]) => ({ service, weight })),
      } as const;
      await objects.create(split, signal);
    },
    remove: async () => {
      try {
        await lease.remove(referenceTo(manifest), signal, goneWithinMs);
        return [];
      } catch (error) {
        if (!(error instanceof WaitTimeoutError)) throw error;
        const left = await lease.leftIn(namespace, signal);
        return [error.message, ...left.map(inWords)];
      } finally {
        state.changed();
      }
    },
  };
}

function inWords(object: KubernetesObject): string {
  const finalizers = object.metadata['finalizers'];
  const held = Array.isArray(finalizers) ? `, with the finalizers ${finalizers.join(', ')}` : '';
  return `${describeReference(referenceTo(object))} is left${held}.`;
}
