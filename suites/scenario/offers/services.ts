import type { PortProtocol } from '../../../fixtures/meshes/profile.ts';
import type { ServiceType } from '../../../fixtures/testbed/service.ts';
import type { Place } from '../../../fixtures/testbed/workloads.ts';

// Services as a scenario asks for them.

/** The name of a Service in the cluster; the brand keeps other strings out. */
export type ServiceName = string & { readonly '~service': true };

export interface ServiceOptions {
  /** A server workload (`v1`, or the name of a deployed one), a pool (`base`, `rollout`, `spare`), `enrolled`, or `none`. */
  readonly pods: string;
  /** Service port; 8080 unless said otherwise. */
  readonly port?: number;
  readonly targetPort?: number | string;
  /** Instead of `port` and `targetPort`, for more than one. */
  readonly ports?: readonly PortMapping[];
  readonly place?: Place;
  /** `ClusterIP` unless said otherwise; `headless` has no address of its own. */
  readonly type?: ServiceType;
  /** Take the name of a Service created elsewhere, for two namespaces with equal names. */
  readonly sameNameAs?: ServiceName;
  /** Take a name that goes on where that of another Service ends: `website-admin` after `website`. */
  readonly after?: ServiceName;
}

export interface PortMapping {
  readonly port: number;
  /** A container port, by number or by name; the same number unless said otherwise. */
  readonly targetPort?: number | string;
  /** What the port's name ends with, after what the mesh reads of it; its number unless said otherwise. Null: it has none. */
  readonly name?: string | null;
  /** What the port's name begins with instead: `grpc`, by which many meshes know what is called by gRPC. */
  readonly prefix?: string;
  /** What it speaks, told to the mesh as its profile says; `http` unless said otherwise. */
  readonly protocol?: PortProtocol;
}
