/** Identities are SPIFFE URIs in the subject alternative names of a side-car's certificate. */
const trustDomain = 'spiffe://cluster.local';

/** The identity that TrafficTargets speak of: a service account. */
export function serviceAccountUri(namespace: string, serviceAccount: string): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}

/** One pod: for IdentityBindings that select by label, and to know a server again. */
export function podUri(namespace: string, pod: string): string {
  return `${trustDomain}/ns/${namespace}/pod/${pod}`;
}

/** Whether an identity lies in a namespace: an IdentityBinding has no say over others. */
export function isIn(namespace: string, uri: string): boolean {
  return uri.startsWith(`${trustDomain}/ns/${namespace}/`);
}
