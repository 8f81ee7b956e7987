import type { Fault } from './fault.ts';

/** Faults in where policy is enforced, and upon whom. */
export const reachFaults: readonly Fault[] = [
  {
    name: 'denied-at-the-client-only',
    lies: 'The side-car of the client refuses what is not granted, and that of the server lets everything in.',
    breaks: ['access.server-side', 'access.pod-ip'],
    alsoBreaks: ['access', 'specs', 'ex', 'split', 'gen'],
    bend: (behaviour) => ({ ...behaviour, guards: 'client' }),
  },
  {
    name: 'strangers-let-in',
    lies: 'Clients without a side-car are sources of every TrafficTarget.',
    breaks: ['access.server-side'],
    alsoBreaks: ['access', 'specs', 'ex', 'split', 'gen'],
    bend: (behaviour) => ({
      ...behaviour,
      isSource: (peer, sources) => peer.length === 0 || behaviour.isSource(peer, sources),
    }),
  },
  {
    name: 'sources-stay-inside',
    lies: 'Who is a source of a TrafficTarget reaches nothing outside of the mesh any more.',
    breaks: ['access.egress-untouched'],
    alsoBreaks: ['gen'],
    bend: (behaviour) => ({ ...behaviour, guards: 'both', mayLeave: (isSource) => !isSource }),
  },
  {
    name: 'permissive-means-open',
    lies: 'Where the mesh admits by default, TrafficTargets restrict nothing.',
    breaks: ['access.deny-once-targeted'],
    bend: (behaviour) => ({ ...behaviour, defaultAllows: (mode) => mode === 'permissive' }),
  },
  {
    name: 'kubelet-locked-out',
    lies: 'The kubelet is denied like any other stranger.',
    breaks: ['access.kubelet-probes'],
    bend: (behaviour) => ({ ...behaviour, probesOf: () => [] }),
  },
];
