import type { Destination, Grant, MeshSettings } from '../compile/plan.ts';

/**
 * What control plane and side-car say to each other: one JSON object a line, over TLS on the control plane's port. A
 * side-car asks for the addresses that its application dials and is told of every later change of them, so that the size
 * of the cluster is not its concern.
 */

/** First message of a side-car, and again whenever it wants a new certificate. */
export interface Introduction {
  /** The pod's ServiceAccount token, for the mesh's audience. */
  readonly token: string;
  /** DER of the SubjectPublicKeyInfo, base64. */
  readonly publicKey: string;
}

export interface Interest {
  /** IP addresses. */
  readonly addresses: readonly string[];
}

export type FromSidecar = { readonly hello: Introduction } | { readonly watch: Interest };

/** Parts that are absent have not changed. */
export interface FromController {
  readonly certificate?: Certificate;
  readonly settings?: MeshSettings;
  /** All that is allowed to each identity of this pod. */
  readonly grants?: Readonly<Record<string, readonly Grant[]>>;
  /** By IP address; null: not the mesh's business. */
  readonly destinations?: Readonly<Record<string, Destination | null>>;
}

export interface Certificate {
  /** PEM. */
  readonly chain: string;
  /** PEM of what other side-cars' certificates are checked against. */
  readonly root: string;
  /** Milliseconds since the epoch. */
  readonly renewAt: number;
  readonly namespace: string;
  readonly pod: string;
}

/** Audience of the tokens that side-cars show to the control plane: no other service can use them, nor theirs be used here. */
export const tokenAudience = 'smi-reference';

export const controllerPort = 15010;
/** Where a side-car takes its application's outgoing connections, on the pod's loopback. */
export const outboundPort = 15001;
/** Where a side-car takes links of other side-cars, on the pod's address. */
export const linkPort = 15008;
/** Where a side-car says whether it is ready. */
export const healthPort = 15020;
