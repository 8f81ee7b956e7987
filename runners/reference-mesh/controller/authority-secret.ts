import { ApiError, type ApiClient } from '../api/client.ts';
import { Authority, newAuthority } from '../identity/authority.ts';
import { object, text } from '../objects/fields.ts';

const secretName = 'smi-reference-authority';

/** The mesh's authority, kept in a Secret so that a restart of the control plane changes nobody's identity. */
export async function keptAuthority(client: ApiClient, namespace: string, now: Date): Promise<Authority> {
  const collection = `/api/v1/namespaces/${namespace}/secrets`;
  const found = await client.get(`${collection}/${secretName}`).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
  if (found !== undefined) {
    const data = object(found['data']);
    const [key, certificate] = [decoded(data['key.pem']), decoded(data['root.pem'])];
    if (key === undefined || certificate === undefined) {
      throw new Error(
        `wanted key.pem and root.pem in Secret ${namespace}/${secretName}, found less: delete it to get a new one`,
      );
    }
    return new Authority({ key, certificate });
  }
  const files = newAuthority(now);
  await client.create(collection, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secretName, namespace },
    type: 'Opaque',
    data: { 'key.pem': encoded(files.key), 'root.pem': encoded(files.certificate) },
  });
  return new Authority(files);
}

function encoded(pem: string): string {
  return Buffer.from(pem, 'utf8').toString('base64');
}

function decoded(value: unknown): string | undefined {
  const base64 = text(value);
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}
