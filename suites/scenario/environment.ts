import { setMaxListeners } from 'node:events';
import { KubernetesClient, systemClock, type Clock } from '../../fixtures/kubernetes/index.ts';
import { switchMode } from '../../fixtures/meshes/modes.ts';
import type { AccessMode, MeshProfile } from '../../fixtures/meshes/profile.ts';
import type { SmiDiscovery } from '../../fixtures/smi/index.ts';
import type { SampleSize } from './samples.ts';
import { runLabels } from '../../fixtures/testbed/labels.ts';
import { Lease } from '../../fixtures/testbed/lease.ts';
import { SlotTable, type LeaseKind } from '../../fixtures/testbed/slots.ts';
import { awaitMeshInPath, carriesHttp2 } from '../../fixtures/testbed/path.ts';
import { testbedName } from '../../fixtures/testbed/names.ts';
import { buildTestbed, type Testbed } from '../../fixtures/testbed/testbed.ts';
import { bedSize } from '../../fixtures/testbed/workloads.ts';
import { Pulse } from './pulse.ts';

/** What a run needs to know: plain data, so that it may cross to another thread. */
export interface EnvironmentOptions {
  readonly kubeconfig: string;
  readonly profile: MeshProfile;
  readonly discovery: SmiDiscovery;
  readonly runId: string;
  /** Known to the run's agents alone: what carries it was written by an agent. */
  readonly token: string;
  readonly agentImage: string;
  readonly testbeds: number;
  readonly samples: SampleSize;
  /** For one testbed, from its first object to its last agent. */
  readonly testbedTimeoutMs: number;
}

/** A run's standing resources, shared by its scenarios. */
export interface Environment {
  readonly options: EnvironmentOptions;
  readonly client: KubernetesClient;
  readonly clock: Clock;
  readonly pulse: Pulse;
  /** Whether the mesh carries HTTP/2 with prior knowledge at all. */
  readonly carriesHttp2: boolean;
  /** The mode of access control in force. */
  readonly mode: AccessMode;
  /** Brings the mesh into a mode; what is expected next is judged in that mode. */
  enterMode(mode: AccessMode): Promise<void>;
  lease(kind: LeaseKind, signal: AbortSignal): Promise<Lease>;
  /** Closes channels and connections and brings the mesh back into the mode it was installed in; the rest goes by label. */
  close(): Promise<void>;
}

/** How long the mesh may take to be as it was installed again. */
const restoreTimeoutMs = 180_000;

/**
 * Builds the testbeds and connects to every pod of them.
 * @throws MeshEnvironmentError when the mesh does not carry the testbeds' traffic
 * @throws WaitTimeoutError, KubernetesError: trouble of the environment, never a verdict on the mesh
 */
export async function openEnvironment(
  options: EnvironmentOptions,
  signal: AbortSignal,
): Promise<Environment> {
  const { runId, profile, testbeds } = options;
  // Every wait of every scenario listens to it while it lasts: many listeners are no leak here.
  setMaxListeners(0, signal);
  const client = await KubernetesClient.connect(options.kubeconfig, {
    userAgent: `smi-conformance/${runId}`,
    labels: runLabels(runId),
    signal,
  });
  const settings = {
    client,
    profile,
    runId,
    token: options.token,
    image: options.agentImage,
    signal,
    timeoutMs: options.testbedTimeoutMs,
  };
  const names = Array.from({ length: testbeds }, (_, index) => testbedName(runId, index + 1));
  const beds: Testbed[] = [];
  let http2 = false;
  let mode = profile.access.asInstalled;
  const enter = async (wanted: AccessMode): Promise<void> => {
    // Before it is known to have come about: half a switch has to be undone as well.
    mode = wanted;
    await switchMode(client, profile, wanted, { signal });
  };
  const close = async (): Promise<void> => {
    for (const bed of beds) bed.close();
    try {
      // Not the run's own signal: the mesh is left as it was found when the run was interrupted, too.
      if (mode !== profile.access.asInstalled) await restore(options);
    } finally {
      client.close();
    }
  };
  try {
    beds.push(...(await Promise.all(names.map((name) => buildTestbed(name, settings)))));
    // Access control would be in the way of finding out whether the mesh is; and whatever a run before left is undone.
    if (profile.access.modes.permissive !== undefined) await enter('permissive');
    const timeoutMs = Math.max(60_000, 2 * profile.convergence.maxMs);
    await Promise.all(beds.map(async (bed) => await awaitMeshInPath(bed, { profile, signal, timeoutMs })));
    if (beds[0] !== undefined) http2 = await carriesHttp2(beds[0], { profile, signal });
  } catch (error) {
    await close();
    throw error;
  }
  const slots = new SlotTable<Testbed>(beds, bedSize);
  let leases = 0;
  return {
    options,
    client,
    clock: systemClock,
    pulse: new Pulse(),
    carriesHttp2: http2,
    get mode() {
      return mode;
    },
    enterMode: async (wanted) => {
      if (wanted !== mode) await enter(wanted);
    },
    lease: async (kind, leaseSignal) => {
      const grant = await slots.take(kind, leaseSignal);
      leases += 1;
      return new Lease(`s${leases.toString(36)}`, runId, client, grant);
    },
    close,
  };
}

/** Over a connection of its own: the run's is gone when the run was aborted. */
async function restore({ kubeconfig, profile, runId }: EnvironmentOptions): Promise<void> {
  const client = await KubernetesClient.connect(kubeconfig, { userAgent: `smi-conformance/${runId}` });
  try {
    await switchMode(client, profile, profile.access.asInstalled, {
      signal: AbortSignal.timeout(restoreTimeoutMs),
    });
  } finally {
    client.close();
  }
}
