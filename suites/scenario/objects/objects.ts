import {
  describeReference,
  isRefusedByAdmission,
  KubernetesError,
  referenceTo,
  waitUntil,
  WaitTimeoutError,
  type KubernetesObject,
} from '../../../fixtures/kubernetes/index.ts';
import {
  compareReadBack,
  describeDifference,
  kindNames,
  render,
  whyNotServed,
  type SmiDiscovery,
} from '../../../fixtures/smi/index.ts';
import type { Manifest, SmiDialect, SmiObject } from '../../../fixtures/smi/model.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import { Refused, SuiteTrouble, Unsupported, Violation } from '../ending.ts';
import type { ScenarioRecord } from '../record.ts';
import type { ScenarioState } from '../state.ts';
import { describeDuration } from '../../../words/duration.ts';

/** Nobody says how soon an Event must be told; this is as long as a slow mesh takes to act on a change. */
const eventsWithinMs = 30_000;

/** The SMI objects of one scenario: rendered in its dialect, read back, and a refusal told from trouble. */
export class ScenarioObjects {
  readonly #lease: Lease;
  readonly #dialect: SmiDialect;
  readonly #discovery: SmiDiscovery;
  readonly #record: ScenarioRecord;
  readonly #state: ScenarioState;

  constructor(
    lease: Lease,
    dialect: SmiDialect,
    discovery: SmiDiscovery,
    record: ScenarioRecord,
    state: ScenarioState,
  ) {
    this.#lease = lease;
    this.#dialect = dialect;
    this.#discovery = discovery;
    this.#record = record;
    this.#state = state;
  }

  /** @param dialect the scenario's own unless given */
  async create(
    object: SmiObject,
    signal: AbortSignal,
    dialect: SmiDialect = this.#dialect,
  ): Promise<Manifest> {
    return await this.#write(object, async (manifest) => await this.#lease.create(manifest, signal), dialect);
  }

  async replace(object: SmiObject, signal: AbortSignal): Promise<Manifest> {
    return await this.#write(object, async (manifest) => await this.#lease.replace(manifest, signal));
  }

  /** Server-side twice, then with an annotation more: none of it makes another object of it. */
  async applyAgain(object: SmiObject, signal: AbortSignal): Promise<void> {
    const manifest = render(object, this.#dialect);
    const first = await this.#lease.apply(manifest, signal);
    const second = await this.#lease.apply(manifest, signal);
    const noted = await this.#lease.annotate(manifest, { 'smi-conformance.dev/applied': 'again' }, signal);
    const seen = [first, second, noted].map(({ metadata }) => metadata);
    this.#record.note(
      `${manifest.kind} ${manifest.metadata.name}, applied again and again`,
      seen.map(
        ({ generation, resourceVersion }) =>
          `generation ${generation ?? 'none'}, resource version ${resourceVersion}`,
      ),
    );
    if (new Set(seen.map(({ generation }) => generation)).size > 1)
      throw new Violation(
        `the ${manifest.kind} to stay as it is when it is applied again`,
        `its generation went from ${first.metadata.generation ?? 'none'} to ${noted.metadata.generation ?? 'none'}`,
      );
  }

  /** Waits for an Event about the object; there are no requirements on what it says. */
  async toldInEvents(object: SmiObject, signal: AbortSignal): Promise<void> {
    const reference = referenceTo(render(object, this.#dialect));
    try {
      const events = await waitUntil(
        `an Event about ${describeReference(reference)}`,
        async () => {
          const told = await this.#lease.events(reference, signal);
          return told.length === 0 ? { done: false, missing: 'there is none' } : { done: true, value: told };
        },
        { timeoutMs: eventsWithinMs, signal },
      );
      this.#record.note(`Events about ${describeReference(reference)}`, events);
    } catch (error) {
      if (!(error instanceof WaitTimeoutError)) throw error;
      throw new Violation(
        `an Event about ${describeReference(reference)}`,
        `none within ${describeDuration(eventsWithinMs)}`,
      );
    }
  }

  async remove(object: SmiObject, signal: AbortSignal): Promise<void> {
    await this.#lease.remove(referenceTo(render(object, this.#dialect)), signal);
    this.#state.changed();
  }

  async #write(
    object: SmiObject,
    write: (manifest: Manifest) => Promise<KubernetesObject>,
    dialect: SmiDialect = this.#dialect,
  ): Promise<Manifest> {
    // Whatever mixture of kinds and versions a cluster serves: what cannot be written there cannot be asked there.
    const missing = whyNotServed(this.#discovery, object.kind, dialect[kindNames[object.kind].group]);
    if (missing !== undefined) throw new Unsupported(missing);
    const manifest = render(object, dialect);
    let stored: KubernetesObject;
    try {
      stored = await write(manifest);
    } catch (error) {
      throw refusal(object, manifest, error);
    }
    this.#state.changed();
    // What the cluster's schema prunes never reaches the mesh: said here, so that a later failure is no mystery.
    const lost = compareReadBack(withoutMetadata(manifest), stored);
    if (lost.length > 0) {
      this.#record.note(
        `${manifest.kind} ${manifest.metadata.name} as stored`,
        lost.map(describeDifference),
        lost,
      );
    }
    return manifest;
  }
}

/** What a read-back is compared by: the server's own metadata are its business. */
export function withoutMetadata(manifest: Manifest): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(manifest).filter(([field]) => field !== 'metadata'));
}

/** A valid object that is refused speaks against the cluster's SMI; any other trouble is the environment's. */
function refusal(object: SmiObject, manifest: Manifest, error: unknown): unknown {
  if (error instanceof KubernetesError && error.code === 404) {
    const message = `The API server does not serve ${manifest.kind} in ${manifest.apiVersion} any more: ${error.message}`;
    return new SuiteTrouble(message, { cause: error });
  }
  if (!isRefusedByAdmission(error)) return error;
  if (leavesFieldsOut(object) && /(pathRegex|methods): Required/.test(error.message))
    return new Unsupported(
      `The API server refuses a route that leaves fields out, as one sentence allows: ${error.message}`,
    );
  const wanted = `the ${manifest.kind} to be accepted in ${manifest.apiVersion}, as its fields are the specification's`;
  return new Refused(wanted, error.message);
}

/** One sentence of the documents makes every field of a route a must, while their examples leave some out: either is right. */
function leavesFieldsOut(object: SmiObject): boolean {
  return (
    object.kind === 'HTTPRouteGroup' &&
    object.matches.some(({ pathRegex, methods }) => pathRegex === undefined || methods === undefined)
  );
}
