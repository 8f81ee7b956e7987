import type { PodRuntime } from '../api/pods.ts';
import type { ContainerRun } from './container-run.ts';
import type { Kubelet } from './kubelet.ts';
import type { PodRun } from './pod-run.ts';

export interface FoundPod {
  readonly kubelet: Kubelet;
  readonly run: PodRun;
}

/** What the API server asks of the nodes, over whatever finds a pod on them. */
export function podRuntime(find: (namespace: string, pod: string) => FoundPod | undefined): PodRuntime {
  const target = (
    namespace: string,
    pod: string,
    container: string,
  ): FoundPod & { readonly target: ContainerRun } => {
    const found = find(namespace, pod);
    if (found === undefined) {
      throw Object.assign(new Error(`Pod ${namespace}/${pod} is on no node; it may be pending or gone.`), {
        code: 'POD_NOT_RUNNING',
      });
    }
    const run = found.run.container(container);
    if (run === undefined) {
      throw Object.assign(new Error(`Pod ${namespace}/${pod} has no container "${container}".`), {
        code: 'CONTAINER_UNKNOWN',
      });
    }
    return { ...found, target: run };
  };
  return {
    async exec({ namespace, pod, container, ...request }) {
      const found = target(namespace, pod, container);
      return found.kubelet.exec(found.run, found.target, request);
    },
    async logs({ namespace, pod, container, ...request }) {
      return Promise.resolve(target(namespace, pod, container).target.log.read(request));
    },
  };
}
