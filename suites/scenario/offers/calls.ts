import type { ConnectionUse, ProbeProtocol, ProbeResult } from '../../../fixtures/agent/protocol.ts';
import type { Place } from '../../../fixtures/testbed/workloads.ts';
import type { Granularity } from '../../judge/granularity.ts';
import type { ServiceName } from './services.ts';

export interface Clients {
  readonly one: Client;
  readonly two: Client;
  readonly three: Client;
  /** Not in the mesh. */
  readonly outsider: Client;
  /** In the mesh, in the sibling namespace, under the service account name of `one`. */
  readonly elsewhere: Client;
  /** The pod of the server workload `v1`. */
  readonly server: Client;
}

/** A pod that can be asked to call. */
export interface Client {
  readonly name: string;
  readonly place: Place;
  /** Which of the workload's pods, from 0. */
  readonly instance: number;
  readonly serviceAccount: string;
  readonly meshed: boolean;
  /** Undefined where the mesh's profile does not say what ids it gives. */
  readonly spiffeId: string | undefined;
  calls(service: ServiceName, options?: CallOptions): Calls;
  /**
   * Calls these ports of a Service by turns, one request at a time: on every one of them each of these workloads is reached,
   * and no other.
   */
  takesTurns(service: ServiceName, ports: readonly number[], workloads: readonly string[]): Promise<void>;
  /** Those of many services whose every request reaches this workload, once all do or the time to converge is over; not judged. */
  whichReach(services: readonly ServiceName[], workload: string): Promise<readonly ServiceName[]>;
}

export interface CallOptions {
  /** The port that the service was created with unless given. */
  readonly port?: number;
  /** HTTP/1.1 unless given. */
  readonly protocol?: ProbeProtocol;
  /** A fresh connection for each request unless given. */
  readonly connection?: ConnectionUse;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Host name template with `{service}` and `{namespace}`; the mesh's usual form unless given. */
  readonly host?: string;
  /** Namespace of the service, where it is not the testbed's home. */
  readonly place?: Place;
}

/** Calls that are about to be made; each method states what must come of them, and ends the scenario if it does not. */
export interface Calls {
  /** The share of each workload is its weight over the sum; weight 0 means not one request. */
  areShared(weights: Readonly<Record<string, number>>): Promise<void>;
  /** Every request reaches this workload; `requests` of them are sent. */
  allReach(workload: string, options?: { readonly requests?: number }): Promise<void>;
  /** Each of these workloads is reached, and no other. */
  reachEach(workloads: readonly string[]): Promise<void>;
  /** Each of these workloads is reached on this container port, or on each of these, and nobody on any other. */
  arriveOn(ports: Readonly<Record<string, number | readonly number[]>>): Promise<void>;
  /** Every pod of these workloads, which have equal shares, is reached, and no other workload. */
  reachEveryPodOf(...workloads: readonly string[]): Promise<void>;
  /** None of these workloads is ever reached; what else becomes of the requests is left open. */
  neverReach(workloads: readonly string[], options?: { readonly requests?: number }): Promise<void>;
  /**
   * Tells whether the requests of a kept connection are split one by one, or the connection as a whole; noted and not judged.
   * @param backends how many of them, all of equal weight
   */
  grain(backends: number): Promise<Granularity>;
  /** Whether all come to reach this workload, on this container port if given, in the time for a change; not judged. */
  settleOn(workload: string, options?: { readonly port?: number }): Promise<boolean>;
  /** Each workload is reached at least once, however small its weight, and no other. */
  leaveNobodyOut(weights: Readonly<Record<string, number>>): Promise<void>;
  /**
   * What becomes of them, once that is the same twice in a row; not judged. Losses are the mesh's: what a busy machine may
   * have lost is looked at again.
   */
  look(options?: LookOptions): Promise<Sight>;
  /**
   * Makes them without a pause while something changes, and says what became of them; not judged. What a busy machine may have
   * lost is not counted.
   */
  during(change: () => Promise<void>): Promise<Sight>;
}

export interface LookOptions {
  /** 100 unless given. */
  readonly requests?: number;
  /**
   * Who answers as long as the latest change is not in force: a mesh is given all the time it has to stop them, so that one
   * which is slow is not taken for one that decides to leave things as they are.
   */
  readonly without?: readonly string[];
}

/** What became of some calls, unjudged. */
export interface Sight {
  readonly sent: number;
  /** Requests that each workload answered; who answered none is absent. */
  readonly workloads: Readonly<Record<string, number>>;
  /** Requests that no application answered. */
  readonly lost: number;
  /** How those ended, in words: `status 503`, `reset`; most first. */
  readonly losses: readonly string[];
  /** For kept connections: how many requests each workload answered on each. */
  readonly perConnection: ProbeResult['perConnection'];
  /** All of it, as a sentence for the record. */
  readonly words: string;
}
