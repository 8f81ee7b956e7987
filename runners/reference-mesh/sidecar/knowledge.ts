import type { Behaviour } from '../behaviour/behaviour.ts';
import { defaultSettings, type Destination, type Grant, type MeshSettings } from '../compile/plan.ts';
import { behaviourOf } from '../faults/behaviour-of.ts';
import type { Probe } from '../objects/model.ts';
import type { FromController } from '../wire/messages.ts';
import { LiveService } from './live-service.ts';

/** What an address is to this side-car. */
export type Known =
  | { readonly kind: 'service'; readonly service: LiveService }
  | { readonly kind: 'pod'; readonly pod: string; readonly probes: readonly Probe[] }
  | { readonly kind: 'foreign' };

export interface KnowledgeListener {
  /** Addresses that the control plane is to be asked for. */
  readonly onInterest: (addresses: readonly string[]) => void;
  readonly onPolicy: () => void;
  /** The side-car is to end as by a crash. */
  readonly onCrash: () => void;
}

const patienceMs = 3_000;

/** All that the control plane has said so far. It stays in force while the control plane is away. */
export class Knowledge {
  readonly #listener: KnowledgeListener;
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, ((known: Known) => void)[]>();
  readonly #grants = new Map<string, readonly Grant[]>();
  #behaviour: Behaviour = behaviourOf([]).behaviour;
  #settings: MeshSettings = defaultSettings;
  /** Addresses that were asked for again, and not told of yet. */
  readonly #toResume = new Set<string>();
  #ready = false;
  /** Whether a split or a grant was ever heard of. */
  #heard = false;

  constructor(listener: KnowledgeListener) {
    this.#listener = listener;
  }

  /** Whether the first configuration has arrived. */
  get ready(): boolean {
    return this.#ready;
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  /** What ails the side-car by now. */
  get disorder(): Behaviour['disorder'] {
    return this.#heard ? this.#behaviour.disorder : 'none';
  }

  get settings(): MeshSettings {
    return this.#settings;
  }

  /** What this pod has proven to be. */
  get identities(): readonly string[] {
    return [...this.#grants.keys()];
  }

  /** Every Service that was asked for so far. */
  get services(): readonly LiveService[] {
    return [...this.#known.values()].flatMap((known) => (known.kind === 'service' ? [known.service] : []));
  }

  /** The control plane was away. @returns the addresses to ask for again, of which something may have been missed */
  resume(): readonly string[] {
    for (const address of this.#known.keys()) this.#toResume.add(address);
    return this.addresses;
  }

  get addresses(): readonly string[] {
    return [...new Set([...this.#known.keys(), ...this.#asked.keys()])];
  }

  /** Everything that is allowed to this pod's identities. */
  get grants(): readonly Grant[] {
    return [...this.#grants.values()].flat();
  }

  learn(message: FromController): void {
    const { settings, grants, destinations } = message;
    if (settings !== undefined) this.#configure(settings);
    for (const [identity, allowed] of Object.entries(grants ?? {})) this.#grants.set(identity, allowed);
    if (settings !== undefined || grants !== undefined) {
      this.#ready = true;
      this.#listener.onPolicy();
    }
    for (const [address, destination] of Object.entries(destinations ?? {}))
      this.#place(address, destination);
    const granted = Object.values(grants ?? {}).some((allowed) => allowed.length > 0);
    this.#heard ||= granted || Object.values(destinations ?? {}).some(isSplit);
    if (this.disorder === 'crash') this.#listener.onCrash();
  }

  look(address: string): Known | undefined {
    return this.#known.get(address);
  }

  /** As `look`, after asking the control plane; an address that it does not speak of in time is not the mesh's business. */
  ask(address: string): Promise<Known> {
    const known = this.#known.get(address);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ kind: 'foreign' }), patienceMs);
      const tell = (found: Known): void => {
        clearTimeout(timer);
        resolve(found);
      };
      const waiting = this.#asked.get(address);
      if (waiting !== undefined) waiting.push(tell);
      else {
        this.#asked.set(address, [tell]);
        this.#listener.onInterest([address]);
      }
    });
  }

  #configure(settings: MeshSettings): void {
    const faultsChanged = settings.faults.join() !== this.#settings.faults.join();
    this.#settings = settings;
    if (!faultsChanged) return;
    this.#behaviour = behaviourOf(settings.faults).behaviour;
    for (const known of this.#known.values())
      if (known.kind === 'service') known.service.rebuild(this.#behaviour);
  }

  #place(address: string, destination: Destination | null): void {
    const known = this.#read(address, destination);
    this.#known.set(address, known);
    const waiting = this.#asked.get(address) ?? [];
    this.#asked.delete(address);
    for (const tell of waiting) tell(known);
  }

  #read(address: string, destination: Destination | null): Known {
    const resumes = this.#toResume.delete(address);
    if (destination === null) return { kind: 'foreign' };
    if (destination.kind === 'pod')
      return { kind: 'pod', pod: destination.pod, probes: destination.probes ?? [] };
    const before = this.#known.get(address);
    if (before?.kind !== 'service')
      return { kind: 'service', service: new LiveService(destination, this.#behaviour) };
    const news = resumes ? this.#behaviour.resumed(before.service.destination, destination) : destination;
    before.service.update(news, this.#behaviour);
    return before;
  }
}

function isSplit(destination: Destination | null): boolean {
  return (
    destination?.kind === 'service' &&
    Object.values(destination.ports).some(({ splits }) => splits.length > 0)
  );
}
