import type { SmiVersion } from '../../../fixtures/smi/model.ts';
import type { ServiceName } from './services.ts';

// SMI objects that a scenario has applied, and what it may do to a TrafficSplit.

export interface Applied {
  /** Deletes it from the cluster; what is expected next is judged without it. */
  remove(): Promise<void>;
}

export interface AppliedSplit extends Applied {
  /** Writes other backends into the same object. */
  update(backends: Backends): Promise<void>;
  /**
   * Applies the same object again: twice server-side, and with an annotation more, as tools do that note when they applied.
   * The object must be no other for the API server.
   */
  again(): Promise<void>;
  /** Writes another root, with the same backends, into the same object. */
  moveTo(root: ServiceName): Promise<void>;
  /** An Event tells of the object, at the latest when a change must have come into force. */
  isToldInEvents(): Promise<void>;
  /** Writes other conditions into the same object; without any, it has none any more. */
  changeMatches(matches?: readonly RouteGroup[]): Promise<void>;
}

export type Backends = Readonly<Record<ServiceName, number | string>>;

export interface SplitOptions {
  /** Name of the object, before what makes it the scenario's own; else it is made from the root's. */
  readonly name?: string;
  /** The groups of routes that a request must meet one of; left out of the object where they are not given. */
  readonly matches?: readonly RouteGroup[];
  /** Version of the API that it is created in; changes are written in the one that is judged, as this is unless given. */
  readonly firstIn?: SmiVersion;
}

/** A reference to an HTTPRouteGroup of the split's namespace, whether it exists or not. */
export interface RouteGroup {
  readonly kind: 'HTTPRouteGroup';
  readonly name: string;
}

/** What is in it has the names that it has in the testbed's home. */
export interface OwnNamespace {
  /** Applies a split, with a Service for the root and for each backend; they select no pods. */
  split(root: ServiceName, backends: Backends): Promise<void>;
  /** Deletes the namespace with all that is in it. Answers what holds it back when it does not go in time: nothing, if it went. */
  remove(): Promise<readonly string[]>;
}
