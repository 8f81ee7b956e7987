import type { KubernetesObject, ServedResource } from '../../../fixtures/kubernetes/index.ts';
import type { Manifest, SmiKind, SmiObject, SmiVersion } from '../../../fixtures/smi/model.ts';

// What a scenario asks of the API server itself, and of the mesh.

export interface Admission {
  /** The API server takes the object. */
  accepts(what: string, manifest: Manifest): Promise<void>;
  /** The API server refuses the object as invalid. */
  refuses(what: string, manifest: Manifest): Promise<void>;
  /** Which of the two, without judging. */
  answers(manifest: Manifest): Promise<AdmissionAnswer>;
}

export interface AdmissionAnswer {
  readonly accepted: boolean;
  readonly words: string;
  /** The object as it would be kept; absent when it was refused. */
  readonly stored?: Readonly<Record<string, unknown>>;
}

export interface ApiSurface {
  /** Versions of a group that serve a kind. */
  servedVersions(kind: SmiKind): readonly string[];
  /** Kinds of the group that is judged which the cluster serves in the version that is judged. */
  readonly kinds: readonly SmiKind[];
  /** Resources of that group and version as discovery announces them. */
  announced(): Promise<readonly ServedResource[]>;
  /** Versions of that group that the cluster serves. */
  readonly versions: readonly SmiVersion[];
  /** Whether routes are served in a version that this version's document names as compatible; undefined: it names none. */
  pairs(version: SmiVersion): boolean | undefined;
  /** Writes an object and compares what the API server gives back, field by field. */
  survivesRoundTrip(object: SmiObject): Promise<void>;
  /** Writes an object and reads it in another version of its group. */
  readIn(object: SmiObject, versions: readonly SmiVersion[]): Promise<readonly KubernetesObject[]>;
  /** The API server has no such object. */
  isAbsent(object: SmiObject): Promise<void>;
  /** Titles of the columns in which the API server prints a kind. */
  columns(kind: SmiKind): Promise<readonly string[]>;
  /** The tools of an ordinary client, for an object. */
  tools(object: SmiObject): Toolbox;
  /** Renders in the versions of this scenario. */
  render(object: SmiObject): Manifest;
  readonly headerShape: string;
}

/** Ordinary tools of Kubernetes, for one object; each ends the scenario if the API server refuses it. */
export interface Toolbox {
  create(): Promise<void>;
  get(): Promise<void>;
  /** With a label selector. */
  list(): Promise<void>;
  /** As `kubectl get` does. */
  print(): Promise<void>;
  /** Resolves once the watch has told of the object; what it resolves to waits until it tells of the end. */
  watch(): Promise<() => Promise<void>>;
  mergePatch(): Promise<void>;
  /** Fields that the schema does not know are refused, as kubectl has it. */
  serverSideApply(): Promise<void>;
  update(): Promise<void>;
  /** As kubectl deletes, until it is gone. */
  delete(): Promise<void>;
}

export interface MeshDesk {
  /** Has the control plane end and start again; `meanwhile` begins as soon as it was told to end. */
  restartControlPlane(meanwhile: () => Promise<void>): Promise<void>;
}
