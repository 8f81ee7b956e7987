import { ApiError, type ApiClient } from '../api/client.ts';
import { follow } from '../api/follow.ts';
import { identified, object, stringMap, type Json } from '../objects/fields.ts';

export const rootName = 'smi-reference-root';
export const rootKey = 'root.pem';
/** On namespaces that are in the mesh, `true`: only what goes with them is put there. */
const meshLabel = 'smi-reference.dev/enabled';

/** Keeps a ConfigMap with the mesh's root certificate in every namespace of the mesh, for side-cars to know the control plane by. */
export function publishRoots(
  client: ApiClient,
  root: string,
  signal: AbortSignal,
  onTrouble: (error: Error) => void,
): void {
  const publish = (source: Json): void => {
    if (object(source['status'])['phase'] === 'Terminating') return;
    if (stringMap(object(source['metadata'])['labels'])[meshLabel] !== 'true') return;
    publishRoot(client, root, identified(source).name).catch((error: unknown) => {
      // The namespace may have gone, or be going, meanwhile.
      const gone = error instanceof ApiError && (error.status === 404 || error.status === 403);
      if (!gone && !signal.aborted) onTrouble(error as Error);
    });
  };
  const nothing = (): void => undefined;
  void follow(
    client,
    '/api/v1/namespaces',
    { onObject: publish, onGone: nothing, onListed: nothing, onTrouble },
    signal,
  );
}

async function publishRoot(client: ApiClient, root: string, namespace: string): Promise<void> {
  const collection = `/api/v1/namespaces/${namespace}/configmaps`;
  const wanted = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: rootName, namespace, labels: { 'app.kubernetes.io/managed-by': 'smi-reference' } },
    data: { [rootKey]: root },
  };
  try {
    await client.create(collection, wanted);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    const present = await client.get(`${collection}/${rootName}`);
    if (stringMap(present['data'])[rootKey] !== root)
      await client.replace(`${collection}/${rootName}`, wanted);
  }
}
