import { timestamp, type ClusterEnvironment } from '../controllers/environment.ts';
import { resources, type Pod, type PodStatus } from '../controllers/objects/index.ts';

/** Writes one pod's status, changes of the same turn in one write and never two at a time. */
export class StatusWriter {
  readonly #environment: ClusterEnvironment;
  readonly #pod: Pod;
  readonly #status: (before: PodStatus | undefined, now: string) => PodStatus;
  #dirty = false;
  #writing: Promise<void> | undefined;

  /** `status` gives the status as it is at the time of writing. */
  constructor(
    environment: ClusterEnvironment,
    pod: Pod,
    status: (before: PodStatus | undefined, now: string) => PodStatus,
  ) {
    this.#environment = environment;
    this.#pod = pod;
    this.#status = status;
  }

  changed(): void {
    this.#dirty = true;
    this.#writing ??= this.#write();
  }

  /** Resolves when nothing is being written any more. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { store, date, onTrouble } = this.#environment;
    const { namespace = '', name, uid } = this.#pod.metadata;
    const change = (current: Pod): Record<string, unknown> | undefined => {
      // Another pod may have taken the name.
      if (current.metadata.uid !== uid) return undefined;
      return { ...current, status: this.#status(current.status, timestamp(date())) };
    };
    try {
      while (this.#dirty) {
        await Promise.resolve();
        this.#dirty = false;
        await store.modify(resources.pods, namespace, name, (current) => change(current as Pod), 'status');
      }
    } catch (error) {
      onTrouble(`The status of pod ${namespace}/${name} could not be written.`, error);
    } finally {
      // In the same turn as the last look at what changed, so that no later change is missed.
      this.#writing = undefined;
    }
  }
}
