import type { Client } from './calls.ts';

// Workloads of a scenario's own.

export interface DeployOptions {
  /** Pods; one unless said otherwise. */
  readonly replicas?: number;
  /** Name of a service account in the testbed's home, such as that of a client; else it gets one of its own. */
  readonly account?: string;
  /** In the mesh unless said otherwise. */
  readonly meshed?: boolean;
  /** The pods run and answer, and never become ready. */
  readonly neverReady?: true;
  /** The kubelet asks over HTTP whether they are ready; nobody waits for that. */
  readonly probed?: true;
  /** Part of the scenario's Services that select the enrolled. */
  readonly enrolled?: true;
}

/** A workload of the scenario's own; each change waits until the pods are as wanted and their agents answer. */
export interface Deployed {
  /** In the cluster, in every answer of its pods, and as `pods` of a Service. */
  readonly name: string;
  /** Each pod as it is now. */
  readonly everyClient: readonly Client[];
  /** Its first pod as it is now: asks, or is a source or a destination of a TrafficTarget. */
  readonly client: Client;
  scale(replicas: number): Promise<void>;
  /** Whether the kubelet takes the application in each pod for ready, within what that may take. */
  becomesReady(): Promise<boolean>;
  /** Has its pods made anew under another service account of the namespace. */
  runUnder(account: string): Promise<void>;
}
