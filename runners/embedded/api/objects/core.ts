import type { Environment, Hooks } from '../admission/hooks.ts';
import { typeKey } from '../registry/registry.ts';
import type { ResourceType, Served } from '../registry/resource.ts';
import type { ResourceId } from '../store.ts';

/** What every operation on objects works on. */
export interface Core extends Environment {
  readonly hooks: ReadonlyMap<string, Hooks>;
}

/** A resource in a version, in a namespace (`''` for what is cluster-wide). */
export interface Target {
  readonly served: Served;
  readonly namespace: string;
}

export interface WriteOptions {
  /** Name that the written fields are owned under. */
  readonly manager: string;
  readonly dryRun: boolean;
}

const none: Hooks = {};

export const hooksOf = (core: Core, type: ResourceType): Hooks => core.hooks.get(typeKey(type)) ?? none;

/** Messages about custom objects name the kind with its group, as those about built-in ones do. */
export const idOf = (type: ResourceType): ResourceId => ({ group: type.group, resource: type.resource });
