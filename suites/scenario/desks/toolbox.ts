import {
  isRefusedByAdmission,
  KubernetesError,
  referenceTo,
  waitForDeleted,
  type KubernetesClient,
  type KubernetesObject,
  type WatchEvent,
} from '../../../fixtures/kubernetes/index.ts';
import type { Manifest } from '../../../fixtures/smi/model.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import type { Toolbox } from '../context.ts';
import { Inconclusive, Violation } from '../ending.ts';
import type { ScenarioRecord } from '../record.ts';
import { describeDuration } from '../../../words/duration.ts';
import { printed, rowsOf } from './printed-table.ts';

/** Long enough for a busy API server: what takes longer says nothing of the definitions. */
const watchedWithinMs = 30_000;
const fieldManager = 'smi-conformance-tools';
const note = 'smi-conformance.dev/note';

/** The ordinary tools of Kubernetes, used on one object. A tool that is refused is a violation, trouble with the API server is not. */
export class ObjectToolbox implements Toolbox {
  readonly #client: KubernetesClient;
  readonly #lease: Lease;
  readonly #manifest: Manifest;
  readonly #record: ScenarioRecord;
  readonly #signal: AbortSignal;
  readonly #used: string[] = [];

  constructor(
    client: KubernetesClient,
    lease: Lease,
    manifest: Manifest,
    record: ScenarioRecord,
    signal: AbortSignal,
  ) {
    this.#client = client;
    this.#lease = lease;
    this.#manifest = manifest;
    this.#record = record;
    this.#signal = signal;
  }

  async create(): Promise<void> {
    await this.#use('create', () => this.#lease.create(this.#manifest, this.#signal));
  }

  async get(): Promise<void> {
    await this.#use('get', () => this.#client.get(this.#reference, this.#call));
  }

  async list(): Promise<void> {
    const { items } = await this.#use('list', () => this.#client.list(this.#selection, this.#call));
    this.#wants('list with a label selector to find it', this.#names(items).includes(this.#name));
  }

  async print(): Promise<void> {
    const table = await this.#use('print', () => printed(this.#client, this.#manifest, this.#signal));
    this.#wants('the printed table to have a row for it', rowsOf(table).includes(this.#name));
  }

  async watch(): Promise<() => Promise<void>> {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#signal, stop.signal, AbortSignal.timeout(watchedWithinMs)]);
    const events = this.#client.watch(this.#selection, { signal });
    const told = async (type: WatchEvent['type']): Promise<void> => {
      for (;;) {
        const next = await this.#use('watch', () => events.next());
        this.#signal.throwIfAborted();
        if (next.done === true)
          throw new Inconclusive(
            `The watch did not tell of ${this.#words}: ${type} within ${describeDuration(watchedWithinMs)}.`,
          );
        if (next.value.object.metadata.name === this.#name && next.value.type === type) return;
      }
    };
    await told('ADDED');
    return async () => {
      await told('DELETED');
      stop.abort();
      await events.return();
    };
  }

  async mergePatch(): Promise<void> {
    const patch = { metadata: { annotations: { [note]: 'patched' } } };
    const got = await this.#use('merge patch', () =>
      this.#client.patch(this.#reference, 'merge', patch, this.#call),
    );
    this.#noted('merge patch', got, 'patched');
  }

  async serverSideApply(): Promise<void> {
    const got = await this.#use('server-side apply', () =>
      this.#client.apply(this.#with('applied'), { fieldManager, strict: true, ...this.#call }),
    );
    this.#noted('server-side apply', got, 'applied');
  }

  async update(): Promise<void> {
    const got = await this.#use('update', () => this.#lease.replace(this.#with('updated'), this.#signal));
    this.#noted('update', got, 'updated');
  }

  async delete(): Promise<void> {
    await this.#use('delete', () =>
      // As kubectl does unless told otherwise. From the foreground the garbage collector writes the object once more, in
      // the newest version: without conversion an older shape is not valid there, and it stays for ever.
      this.#client.delete(this.#reference, { propagation: 'Background', ...this.#call }),
    );
    await waitForDeleted(this.#client, this.#reference, { timeoutMs: watchedWithinMs, ...this.#call });
    this.#record.note(`${this.#words}, worked with`, [`Done: ${this.#used.join(', ')}.`]);
  }

  get #name(): string {
    return this.#manifest.metadata.name;
  }

  get #words(): string {
    return `${this.#manifest.kind} in ${this.#manifest.apiVersion}`;
  }

  get #reference(): ReturnType<typeof referenceTo> {
    return referenceTo(this.#manifest);
  }

  get #call(): { readonly signal: AbortSignal } {
    return { signal: this.#signal };
  }

  get #selection() {
    const { apiVersion, kind, metadata } = this.#manifest;
    const labelSelector = Object.entries(this.#lease.labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(',');
    return { apiVersion, kind, namespace: metadata.namespace ?? 'default', labelSelector };
  }

  #names(items: readonly KubernetesObject[]): readonly string[] {
    return items.map(({ metadata }) => metadata.name);
  }

  #with(value: string): Manifest {
    const { metadata } = this.#manifest;
    const labels = { ...metadata.labels, ...this.#lease.labels };
    return { ...this.#manifest, metadata: { ...metadata, labels, annotations: { [note]: value } } };
  }

  async #use<T>(tool: string, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      if (!this.#used.includes(tool)) this.#used.push(tool);
      return result;
    } catch (error) {
      if (!isRefusalOfTool(error)) throw error;
      throw new Violation(`${tool} of a ${this.#words} to succeed with an ordinary client`, error.message);
    }
  }

  #noted(tool: string, got: KubernetesObject, value: string): void {
    const { annotations } = got.metadata as { readonly annotations?: Readonly<Record<string, unknown>> };
    this.#wants(`${tool} to write an annotation`, annotations?.[note] === value);
  }

  #wants(what: string, holds: boolean): void {
    if (!holds) throw new Violation(`${what} (${this.#words})`, 'it did not');
  }
}

/** A refusal that lies in how the kind is defined or admitted; anything else (permission, load, no answer) is no verdict. */
export function isRefusalOfTool(error: unknown): error is KubernetesError {
  if (isRefusedByAdmission(error)) return true;
  if (!(error instanceof KubernetesError)) return false;
  if ([404, 405, 406, 415].includes(error.code)) return true;
  // The API server's words for a schema that lacks a field of the object, and for a converter that does not answer.
  return error.code === 500 && /typed patch object|conversion webhook/.test(error.message);
}
