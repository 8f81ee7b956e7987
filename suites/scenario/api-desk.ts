import { compareReadBack, describeDifference, render } from '../../fixtures/smi/index.ts';
import type { Manifest, SmiDialect, SmiKind, SmiObject } from '../../fixtures/smi/model.ts';
import { referenceTo } from '../../fixtures/kubernetes/index.ts';
import type { Lease } from '../../fixtures/testbed/lease.ts';
import type { ApiSurface } from './context.ts';
import { Violation } from './ending.ts';
import type { Environment } from './environment.ts';
import { withoutMetadata } from './objects.ts';
import type { ScenarioRecord } from './record.ts';

/** What the API server says of SMI itself. */
export class ApiDesk implements ApiSurface {
  readonly #environment: Environment;
  readonly #lease: Lease | undefined;
  readonly #dialect: SmiDialect;
  readonly #record: ScenarioRecord;
  readonly #signal: AbortSignal;

  constructor(
    environment: Environment,
    lease: Lease | undefined,
    dialect: SmiDialect,
    record: ScenarioRecord,
    signal: AbortSignal,
  ) {
    this.#environment = environment;
    this.#lease = lease;
    this.#dialect = dialect;
    this.#record = record;
    this.#signal = signal;
  }

  get headerShape(): string {
    return this.#dialect.headers;
  }

  servedVersions(kind: SmiKind): readonly string[] {
    return this.#environment.options.discovery.kinds[kind].served;
  }

  render(object: SmiObject): Manifest {
    return render(object, this.#dialect);
  }

  async survivesRoundTrip(object: SmiObject): Promise<void> {
    if (this.#lease === undefined) throw new Error('A round trip stores an object and needs a testbed.');
    const manifest = this.render(object);
    await this.#lease.create(manifest, this.#signal);
    const stored = await this.#environment.client.get(referenceTo(manifest), { signal: this.#signal });
    const differences = compareReadBack(withoutMetadata(manifest), stored);
    this.#record.note(
      `${manifest.kind} in ${manifest.apiVersion}, read back`,
      differences.length === 0 ? ['No field lost or changed.'] : differences.map(describeDifference),
      { sent: manifest, stored },
    );
    if (differences.length > 0) {
      throw new Violation(
        `every field of the ${manifest.kind} to come back as it was written in ${manifest.apiVersion}`,
        differences.map(describeDifference).join('; '),
      );
    }
  }
}
