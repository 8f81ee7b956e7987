import { setMaxListeners } from 'node:events';
import type { ProgramContext } from '../../../fixtures/agent/program.ts';
import { Http2Sessions } from '../http/http2-sessions.ts';
import { aborted } from '../wire/abort.ts';
import { ControlClient } from './control-client.ts';
import type { Credentials } from './credentials.ts';
import { Dialler } from './dialler.ts';
import { Inbound } from './inbound.ts';
import { Knowledge } from './knowledge.ts';
import { Links } from './links.ts';
import { Listeners } from './listeners.ts';
import { Outbound } from './outbound.ts';
import type { SidecarPod } from './pod.ts';
import { readPorts } from './ports.ts';

/** Runs a side-car until its context's signal is aborted. */
export async function runSidecar(context: ProgramContext): Promise<void> {
  const { signal, env } = context;
  setMaxListeners(0, signal);
  const pod = podOf(context);
  const log = (line: string): void => void context.stdout.write(`${line}\n`);
  let current: Credentials | undefined;
  let linksOpen = false;
  const { promise: failure, reject: fail } = withReject();
  const links = new Links(pod.network.source, () => {
    if (current === undefined) throw new Error('a link was wanted before the first certificate');
    return current;
  });
  const dialler = new Dialler(pod.network.local);
  const knowledge: Knowledge = new Knowledge({
    onInterest: (addresses) => control.watch(addresses),
    onPolicy: () => inbound.policyChanged(),
    onCrash: () => fail(new Error('the side-car crashed, as it was told to')),
  });
  const http2 = new Http2Sessions();
  const outbound = new Outbound({ pod, knowledge, links, dialler, http2, random: Math.random });
  const inbound: Inbound = new Inbound({ pod, knowledge, dialler, outbound, http2 });
  const listeners = new Listeners();
  const control = new ControlClient(context, {
    onCredentials: (credentials) => {
      current = credentials;
      listeners.openLinks(pod, inbound, credentials).then(() => (linksOpen = true), fail);
    },
    onMessage: (message) => knowledge.learn(message),
    addresses: () => knowledge.resume(),
    onTrouble: (error) => log(`trouble with the control plane: ${error.message}`),
  });

  try {
    await listeners.open(pod, outbound, inbound, () => knowledge.ready && linksOpen);
    // Also what the pod's own kubelet may ask for.
    void knowledge.ask(pod.address);
    log(`side-car of ${pod.namespace}/${pod.name} on ${pod.address}, ports ${env['SIDECAR_PORTS'] ?? ''}`);
    await Promise.race([Promise.all([control.run(), aborted(signal)]), failure]);
  } finally {
    listeners.close();
    outbound.close();
    inbound.close();
    links.close();
    dialler.close();
  }
}

function withReject(): { readonly promise: Promise<never>; readonly reject: (error: unknown) => void } {
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectIt) => {
    reject = rejectIt;
  });
  // It may fail after the side-car has ended for another reason.
  promise.catch(() => undefined);
  return { promise, reject };
}

function podOf(context: ProgramContext): SidecarPod {
  const { env, network } = context;
  const [ports, namespace, name] = ['SIDECAR_PORTS', 'POD_NAMESPACE', 'POD_NAME'].map((variable) => {
    const value = env[variable];
    if (value === undefined) throw new Error(`wanted ${variable} in the environment, found none`);
    return value;
  }) as [string, string, string];
  const address = network.address === '0.0.0.0' ? env['POD_IP'] : network.address;
  if (address === undefined) throw new Error('wanted POD_IP in the environment, found none');
  return { namespace, name, startedAt: Date.now(), network, address, ports: readPorts(ports) };
}
