import {
  apiVersionOf,
  compareReadBack,
  describeDifference,
  kindNames,
  pairedRoutes,
  render,
} from '../../../fixtures/smi/index.ts';
import type {
  Manifest,
  SmiDialect,
  SmiGroup,
  SmiKind,
  SmiObject,
  SmiVersion,
} from '../../../fixtures/smi/model.ts';
import {
  referenceTo,
  type KubernetesObject,
  type ServedResource,
} from '../../../fixtures/kubernetes/index.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import type { ApiSurface, Toolbox } from '../context.ts';
import { Violation } from '../ending.ts';
import type { Environment } from '../environment.ts';
import { withoutMetadata } from '../objects/objects.ts';
import type { ScenarioRecord } from '../record.ts';
import { columnsOf, printed } from './printed-table.ts';
import { ObjectToolbox } from './toolbox.ts';

/** What the API server says of SMI itself. */
export class ApiDesk implements ApiSurface {
  readonly #environment: Environment;
  readonly #lease: Lease | undefined;
  readonly #group: SmiGroup;
  readonly #dialect: SmiDialect;
  readonly #record: ScenarioRecord;
  readonly #signal: AbortSignal;

  constructor(
    environment: Environment,
    lease: Lease | undefined,
    group: SmiGroup,
    dialect: SmiDialect,
    record: ScenarioRecord,
    signal: AbortSignal,
  ) {
    this.#environment = environment;
    this.#lease = lease;
    this.#group = group;
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

  get kinds(): readonly SmiKind[] {
    return Object.values(kindNames)
      .filter(({ group, kind }) => group === this.#group && this.#serves(kind))
      .map(({ kind }) => kind);
  }

  async announced(): Promise<readonly ServedResource[]> {
    const apiVersion = apiVersionOf(this.#group, this.#dialect[this.#group]);
    return await this.#environment.client.resources(apiVersion, { fresh: true });
  }

  get versions(): readonly SmiVersion[] {
    return this.#environment.options.discovery.versions[this.#group];
  }

  pairs(version: SmiVersion): boolean | undefined {
    const { versions } = this.#environment.options.discovery;
    const named = this.#group === 'specs' ? [] : pairedRoutes(this.#group, version);
    return named.length === 0 ? undefined : named.some((one) => versions.specs.includes(one));
  }

  async readIn(object: SmiObject, versions: readonly SmiVersion[]): Promise<readonly KubernetesObject[]> {
    const manifest = this.render(object);
    await this.#stage('Reading in another version').create(manifest, this.#signal);
    const { group } = kindNames[object.kind];
    return await Promise.all(
      versions.map(async (version) => {
        const reference = { ...referenceTo(manifest), apiVersion: apiVersionOf(group, version) };
        return await this.#environment.client.get(reference, { signal: this.#signal });
      }),
    );
  }

  async isAbsent(object: SmiObject): Promise<void> {
    const reference = referenceTo(this.render(object));
    if ((await this.#environment.client.find(reference, { signal: this.#signal })) !== undefined)
      throw new Violation(
        'nothing to be stored by a dry run',
        `the ${object.kind} ${object.name} was stored`,
      );
  }

  async columns(kind: SmiKind): Promise<readonly string[]> {
    const { namespaces } = this.#stage('A table').testbed;
    const apiVersion = apiVersionOf(kindNames[kind].group, this.#dialect[kindNames[kind].group]);
    const metadata = { name: '', namespace: namespaces.home };
    return columnsOf(await printed(this.#environment.client, { apiVersion, kind, metadata }, this.#signal));
  }

  tools(object: SmiObject): Toolbox {
    const lease = this.#stage('Working with an object');
    const manifest = this.render(object);
    return new ObjectToolbox(this.#environment.client, lease, manifest, this.#record, this.#signal);
  }

  #serves(kind: SmiKind): boolean {
    return this.servedVersions(kind).includes(this.#dialect[this.#group]);
  }

  /** @throws when the scenario was registered with testbed 'none' */
  #stage(what: string): Lease {
    if (this.#lease === undefined) throw new Error(`${what} takes a namespace, and so a testbed.`);
    return this.#lease;
  }

  async survivesRoundTrip(object: SmiObject): Promise<void> {
    const manifest = this.render(object);
    await this.#stage('A round trip').create(manifest, this.#signal);
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
