import { dig } from '../json.ts';
import { anything, text } from '../schema/builder.ts';
import { metadata } from '../schema/kinds/meta.ts';
import type { Schema } from '../schema/types.ts';
import type { PrinterColumn, ResourceType, ResourceVersion, ScalePaths } from './resource.ts';
import { byVersionPriority } from './version-order.ts';

/** What is read of a CustomResourceDefinition's specification, after its own validation. */
export interface DefinitionSpec {
  readonly group: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly names: {
    readonly plural: string;
    readonly singular?: string;
    readonly kind: string;
    readonly listKind?: string;
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  };
  readonly versions: readonly DefinitionVersion[];
}

export interface DefinitionVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
  readonly subresources?: {
    readonly status?: unknown;
    readonly scale?: {
      readonly specReplicasPath: string;
      readonly statusReplicasPath: string;
      readonly labelSelectorPath?: string;
    };
  };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
}

/** The resource that a CustomResourceDefinition defines. */
export function customType(spec: DefinitionSpec): ResourceType | undefined {
  const versions = spec.versions
    .map((version) => resourceVersion(spec, version))
    .sort((a, b) => byVersionPriority(a.name, b.name));
  const stored = spec.versions.find((version) => version.storage)?.name;
  const storage = versions.find((version) => version.name === stored);
  if (storage === undefined) return undefined;
  return {
    group: spec.group,
    resource: spec.names.plural,
    singular: spec.names.singular ?? spec.names.kind.toLowerCase(),
    kind: spec.names.kind,
    listKind: spec.names.listKind ?? `${spec.names.kind}List`,
    shortNames: spec.names.shortNames ?? [],
    categories: spec.names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    custom: true,
    storage,
    versions,
    generation: true,
    zero: {},
  };
}

function resourceVersion(spec: DefinitionSpec, version: DefinitionVersion): ResourceVersion {
  return {
    name: version.name,
    served: version.served,
    schema: wholeSchema(version.schema?.openAPIV3Schema ?? anything),
    status: dig(version, 'subresources', 'status') !== undefined,
    scale: scaleOf(version),
    columns: version.additionalPrinterColumns ?? [],
    deprecation: version.deprecated === true ? deprecationOf(spec, version) : undefined,
  };
}

function deprecationOf({ group, names, versions }: DefinitionSpec, version: DefinitionVersion): string {
  if (version.deprecationWarning !== undefined) return version.deprecationWarning;
  const better = versions
    .filter(
      ({ name, served, deprecated }) =>
        served && deprecated !== true && byVersionPriority(name, version.name) < 0,
    )
    .map(({ name }) => name)
    .sort(byVersionPriority)[0];
  const instead = better === undefined ? '' : `; use ${group}/${better} ${names.kind}`;
  return `${group}/${version.name} ${names.kind} is deprecated${instead}`;
}

function scaleOf(version: DefinitionVersion): ScalePaths | undefined {
  const scale = version.subresources?.scale;
  if (scale === undefined) return undefined;
  return { ...scale, labelSelectorPath: scale.labelSelectorPath };
}

/** The definition's schema with the fields that every object has, which are the server's and not the definition's. */
const wholeSchema = (own: Schema): Schema => ({
  ...own,
  type: 'object',
  properties: { ...own.properties, apiVersion: text, kind: text, metadata },
});
