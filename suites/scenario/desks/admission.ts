import { isRefusedByAdmission, type KubernetesClient } from '../../../fixtures/kubernetes/index.ts';
import { isSmiVersion, kindNames, whyNotServed, type SmiDiscovery } from '../../../fixtures/smi/index.ts';
import type { Manifest } from '../../../fixtures/smi/model.ts';
import type { Admission, AdmissionAnswer } from '../context.ts';
import { Unsupported, Violation } from '../ending.ts';
import type { ScenarioRecord } from '../record.ts';

/** Asks the API server by server-side dry run: nothing is stored, and what answers is the cluster's own schema and webhooks. */
export class AdmissionDesk implements Admission {
  readonly #client: KubernetesClient;
  readonly #discovery: SmiDiscovery;
  readonly #record: ScenarioRecord;
  readonly #signal: AbortSignal;

  constructor(
    client: KubernetesClient,
    discovery: SmiDiscovery,
    record: ScenarioRecord,
    signal: AbortSignal,
  ) {
    this.#client = client;
    this.#discovery = discovery;
    this.#record = record;
    this.#signal = signal;
  }

  async accepts(what: string, manifest: Manifest): Promise<void> {
    const { accepted, words } = await this.answers(manifest);
    this.#record.note(`Dry run: ${what}`, [words], manifest);
    if (!accepted) throw new Violation(`${what} to be accepted`, words);
  }

  async refuses(what: string, manifest: Manifest): Promise<void> {
    const { accepted, words } = await this.answers(manifest);
    this.#record.note(`Dry run: ${what}`, [words], manifest);
    if (accepted) throw new Violation(`${what} to be refused as invalid`, 'it was accepted');
  }

  async answers(manifest: Manifest): Promise<AdmissionAnswer> {
    const missing = this.#notServed(manifest);
    if (missing !== undefined) throw new Unsupported(missing);
    try {
      const stored = await this.#client.dryRunCreate(manifest, { signal: this.#signal });
      return { accepted: true, words: 'Accepted.', stored: { ...stored } };
    } catch (error) {
      // Anything but a refusal of the object itself (no such kind, no permission, no connection) is no answer.
      if (!isRefusedByAdmission(error)) throw error;
      return { accepted: false, words: error.message };
    }
  }

  #notServed({ kind, apiVersion }: Manifest): string | undefined {
    const known = Object.values(kindNames).find((one) => one.kind === kind);
    const version = apiVersion.split('/')[1] ?? '';
    if (known === undefined || !isSmiVersion(version)) return undefined;
    return whyNotServed(this.#discovery, known.kind, version);
  }
}
