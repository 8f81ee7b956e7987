import type { ApiClient } from '../api/client.ts';
import { object, text, texts, type Json } from '../objects/fields.ts';
import { tokenAudience } from '../wire/messages.ts';

export interface PodIdentity {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly pod: string;
}

const podNameKey = 'authentication.kubernetes.io/pod-name';

/** Whose token this is, in the API server's word; undefined when it is nobody's, or not one of a pod for this mesh. */
export async function reviewToken(client: ApiClient, token: string): Promise<PodIdentity | undefined> {
  const answer = await client.create('/apis/authentication.k8s.io/v1/tokenreviews', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    spec: { token, audiences: [tokenAudience] },
  });
  return identityIn(object(answer['status']));
}

export function identityIn(status: Json): PodIdentity | undefined {
  if (status['authenticated'] !== true || !texts(status['audiences']).includes(tokenAudience))
    return undefined;
  const user = object(status['user']);
  const [system, kind, namespace, serviceAccount] = (text(user['username']) ?? '').split(':');
  const [pod] = texts(object(user['extra'])[podNameKey]);
  if (system !== 'system' || kind !== 'serviceaccount') return undefined;
  if (namespace === undefined || serviceAccount === undefined || pod === undefined) return undefined;
  return { namespace, serviceAccount, pod };
}
