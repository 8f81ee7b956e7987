import { ApiError, type ApiClient } from '../api/client.ts';
import type { MeshSettings } from '../compile/plan.ts';

/** ConfigMap beside `mesh-config`, with the switches that side-cars have been told of. */
export const inForceName = 'mesh-in-force';

/**
 * Says which switches are in force, for whoever changed `mesh-config` and has to know when. Side-cars are told over the
 * connection that also brings them everything else, so what they learn from then on comes after the switch.
 */
export class InForce {
  readonly #client: ApiClient;
  readonly #namespace: string;
  readonly #onTrouble: (error: Error) => void;
  #last: Promise<void> = Promise.resolve();

  constructor(client: ApiClient, namespace: string, onTrouble: (error: Error) => void) {
    this.#client = client;
    this.#namespace = namespace;
    this.#onTrouble = onTrouble;
  }

  /** In the order of the calls. */
  tell(settings: MeshSettings): void {
    this.#last = this.#last.then(() => this.#write(settings)).catch(this.#onTrouble);
  }

  async #write({ mode, scheduler, faults }: MeshSettings): Promise<void> {
    const collection = `/api/v1/namespaces/${this.#namespace}/configmaps`;
    const wanted = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: inForceName,
        namespace: this.#namespace,
        labels: { 'app.kubernetes.io/managed-by': 'smi-reference' },
      },
      data: { mode, scheduler, faults: faults.join() },
    };
    try {
      await this.#client.replace(`${collection}/${inForceName}`, wanted);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      await this.#client.create(collection, wanted);
    }
  }
}
