import type { Addresses } from '../addresses/cluster-ips.ts';
import type { Clock } from '../clock.ts';
import type { Draft } from '../draft.ts';
import type { Registry } from '../registry/registry.ts';
import type { FieldError } from '../status/field-error.ts';
import type { Storage } from '../storage/storage.ts';
import type { StoredObject } from '../store.ts';

/** What the rules of a kind may look at. */
export interface Environment {
  readonly storage: Storage;
  readonly registry: Registry;
  readonly clusterIps: Addresses;
  readonly clock: Clock;
}

/** The rules of one kind beside its schema. The draft may be changed in depth. */
export interface Hooks {
  /** Fills in what the API documents as a default. Runs on every write, before fields are given owners. */
  readonly defaults?: (object: Draft) => void;
  /** Fills in what the server decides for a new object. @throws ApiError when it may not be created */
  readonly prepareCreate?: (object: Draft, environment: Environment) => void;
  /** Carries over what an update cannot change. */
  readonly prepareUpdate?: (object: Draft, old: StoredObject, environment: Environment) => void;
  readonly validate?: (object: Draft, old: StoredObject | undefined) => FieldError[];
  /** Runs when the object is about to be stored for the first time, never in a dry run. */
  readonly created?: (object: Draft, environment: Environment) => void;
}
