import type { PodNetwork } from '../../../fixtures/agent/program.ts';
import type { ApplicationPorts } from './ports.ts';

/** The pod that a side-car stands in. */
export interface SidecarPod {
  readonly namespace: string;
  readonly name: string;
  /** When the side-car started, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly network: PodNetwork;
  /** The pod's own address: listening on it, and not on all addresses, leaves the loopback to the application. */
  readonly address: string;
  readonly ports: ApplicationPorts;
}
