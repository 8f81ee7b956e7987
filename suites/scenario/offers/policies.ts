import type {
  HttpMatch,
  IdentityBinding,
  IdentityReference,
  RouteReference,
} from '../../../fixtures/smi/model.ts';
import type { Client } from './calls.ts';
import type { Applied, RouteGroup } from './splits.ts';

// The objects that say who may do what, and what a scenario may do to them.

export interface AppliedTarget extends Applied {
  /** Writes another grant into the same object. */
  update(grant: Grant): Promise<void>;
}

export interface AppliedRoutes extends Applied, RouteGroup {
  /** All routes, or those named, as a rule of a TrafficTarget. */
  rule(...matches: string[]): RouteReference;
  /** Writes other routes into the same object. */
  update(matches: readonly HttpMatch[]): Promise<void>;
}

/** A TCPRoute or UDPRoute. */
export interface AppliedPorts extends Applied {
  rule(): RouteReference;
  /** Writes other ports into the same object. */
  update(ports: readonly number[]): Promise<void>;
}

/** An IdentityBinding, as a source or destination of a TrafficTarget. */
export interface AppliedBinding extends Applied, IdentityReference {
  /** Writes other schemes into the same object. */
  update(schemes: Schemes): Promise<void>;
}

/** By what an IdentityBinding knows a pod. */
export type Schemes = Omit<IdentityBinding, 'kind' | 'name' | 'namespace'>;

/** A client's service account, or whom a reference names. */
export type Identity = Client | IdentityReference;

export interface Grant {
  readonly sources: readonly Identity[];
  readonly rules: readonly RouteReference[];
  /** Instead of the server's account. */
  readonly destination?: Identity;
  /** Service port of A1 and A2; 8080 where the version needs one; `every` leaves it out all the same. */
  readonly port?: number | 'every';
}
