import type { Clock } from '../clock.ts';
import type { Served } from '../registry/resource.ts';
import type { StoredObject } from '../store.ts';
import { customColumns } from './custom-columns.ts';
import { builtinColumns } from './builtin-columns.ts';
import { columnsOf, type Column } from './column.ts';

export interface TableRequest {
  /** Version of `meta.k8s.io` to answer in. */
  readonly version: string;
}

/** Whether an `Accept` header asks for a Table first. */
export function wantsTable(accept: string): TableRequest | undefined {
  if (!accept.includes('as=Table')) return undefined;
  const first = accept.split(',').find((each) => each.includes('as=Table')) ?? '';
  return { version: /v=(v1beta1|v1)/.exec(first)?.[1] ?? 'v1' };
}

export interface TableOptions extends TableRequest {
  readonly clock: Clock;
  readonly metadata: object;
  readonly query: URLSearchParams;
  /** Whether the columns are described; later events of a watch leave that out. */
  readonly columns?: boolean;
}

/** A Table as JSON text, for `kubectl get`. */
export function tableOf(served: Served, objects: readonly StoredObject[], options: TableOptions): string {
  const columns = served.type.custom ? customColumns(served.version.columns) : builtinColumns(served.type);
  const include = options.query.get('includeObject') ?? 'Metadata';
  return JSON.stringify({
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata: options.metadata,
    columnDefinitions: options.columns === false ? null : columnsOf(columns),
    rows: objects.map((object) => ({
      cells: columns.map((column: Column) => column.cell(object, options.clock) ?? null),
      ...(include === 'None'
        ? {}
        : { object: include === 'Object' ? object : partialObject(object, options.version) }),
    })),
  });
}

/** The object's metadata alone. */
export const partialObject = ({ metadata }: StoredObject, version: string): object => ({
  kind: 'PartialObjectMetadata',
  apiVersion: `meta.k8s.io/${version}`,
  metadata,
});

/** Whether an `Accept` header asks for metadata alone first. */
export const wantsPartial = (accept: string): boolean => /^[^,]*as=PartialObjectMetadata/.test(accept);
