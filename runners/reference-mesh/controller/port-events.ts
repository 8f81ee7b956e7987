import type { ApiClient } from '../api/client.ts';
import { mismatchedBackends } from '../compile/splits.ts';
import type { TrafficSplit } from '../objects/model.ts';
import type { ControlState } from './state.ts';

/**
 * Tells people of backends that a split leaves out because of their ports: the documents recommend an Event on the
 * TrafficSplit. Each situation is told once.
 */
export class PortEvents {
  readonly #client: ApiClient;
  readonly #state: ControlState;
  readonly #onTrouble: (error: Error) => void;
  /** By uid of the split. */
  readonly #told = new Map<string, string>();

  constructor(client: ApiClient, state: ControlState, onTrouble: (error: Error) => void) {
    this.#client = client;
    this.#state = state;
    this.#onTrouble = onTrouble;
  }

  look(now: Date): void {
    const present = new Set<string>();
    for (const view of this.#state.world.namespaces()) {
      for (const split of view.splits.values()) {
        present.add(split.uid);
        const message = this.#mismatch(split);
        if (message === '' || this.#told.get(split.uid) === message) continue;
        this.#told.set(split.uid, message);
        this.#client
          .create(`/api/v1/namespaces/${split.namespace}/events`, event(split, message, now))
          .catch(this.#onTrouble);
      }
    }
    for (const uid of [...this.#told.keys()]) if (!present.has(uid)) this.#told.delete(uid);
  }

  #mismatch(split: TrafficSplit): string {
    const { world, behaviour } = this.#state;
    if (!behaviour.tellsOfMismatch) return '';
    const sentences: string[] = [];
    for (const service of world.namespace(split.namespace).services.values()) {
      if (!behaviour.governs(split, service, world)) continue;
      for (const port of service.ports) {
        const backends = mismatchedBackends(behaviour, world, split, port);
        if (backends.length > 0)
          sentences.push(`No port ${port.port} on ${backends.join(', ')}: left out there.`);
      }
    }
    return sentences.join(' ');
  }
}

function event(split: TrafficSplit, message: string, now: Date): Readonly<Record<string, unknown>> {
  const at = now.toISOString().replace(/\.[0-9]+Z$/, 'Z');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { generateName: `${split.name}-`, namespace: split.namespace },
    involvedObject: {
      apiVersion: split.apiVersion,
      kind: 'TrafficSplit',
      namespace: split.namespace,
      name: split.name,
      uid: split.uid,
    },
    type: 'Warning',
    reason: 'PortMismatch',
    message,
    source: { component: 'smi-reference' },
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
}
