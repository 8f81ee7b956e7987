import { follow } from '../api/follow.ts';
import type { TableName, WorldObject } from '../compile/world.ts';
import { identified, type Json } from '../objects/fields.ts';
import { readEndpointSlice, readPod, readService } from '../objects/read-kubernetes.ts';
import type { IntakeOptions } from './smi-intake.ts';

const sources: readonly {
  readonly path: string;
  readonly table: TableName;
  readonly read: (source: Json) => WorldObject;
}[] = [
  { path: '/api/v1/services', table: 'services', read: readService },
  { path: '/apis/discovery.k8s.io/v1/endpointslices', table: 'slices', read: readEndpointSlice },
  { path: '/api/v1/pods', table: 'pods', read: readPod },
];

/** Follows Services, EndpointSlices and Pods of the whole cluster. Resolves when all has been read once. */
export async function takeInKubernetes({ client, state, signal, onTrouble }: IntakeOptions): Promise<void> {
  await Promise.all(
    sources.map(
      ({ path, table, read }) =>
        new Promise<void>((resolve) => {
          const set = (source: Json, object: WorldObject | undefined): void => {
            const { namespace, name } = identified(source);
            state.setKubernetes(table, namespace, name, object);
          };
          const follower = {
            onObject: (source: Json) => set(source, read(source)),
            onGone: (source: Json) => set(source, undefined),
            onListed: () => resolve(),
            onTrouble,
          };
          void follow(client, path, follower, signal);
        }),
    ),
  );
}
