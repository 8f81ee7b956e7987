import type { ManagedFieldsEntry } from '../draft.ts';
import type { JsonObject } from '../json.ts';
import type { Schema } from '../schema/types.ts';
import { FieldSet } from './field-set.ts';
import { compare } from './typed.ts';

/** Who writes, and how: what tells one entry of managedFields from another. */
export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string | undefined;
}

export interface Ownership extends Manager {
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

const parsed = new WeakMap<JsonObject, FieldSet>();
const written = new WeakMap<FieldSet, JsonObject>();

export function readEntries(entries: readonly ManagedFieldsEntry[] | undefined): readonly Ownership[] {
  return (entries ?? []).map((entry) => {
    let fields = parsed.get(entry.fieldsV1);
    if (fields === undefined) {
      fields = FieldSet.fromFieldsV1(entry.fieldsV1);
      parsed.set(entry.fieldsV1, fields);
      written.set(fields, entry.fieldsV1);
    }
    const { manager, operation, apiVersion, subresource, time } = entry;
    return { manager, operation, apiVersion, subresource, time, fields };
  });
}

export function writeEntries(owners: readonly Ownership[]): ManagedFieldsEntry[] {
  return owners
    .filter(({ fields }) => !fields.empty)
    .sort(byOperationAndTime)
    .map(({ manager, operation, apiVersion, time, fields, subresource }) => {
      let fieldsV1 = written.get(fields);
      if (fieldsV1 === undefined) {
        fieldsV1 = fields.toFieldsV1();
        written.set(fields, fieldsV1);
        parsed.set(fieldsV1, fields);
      }
      return {
        manager,
        operation,
        apiVersion,
        ...(time === undefined ? {} : { time }),
        fieldsType: 'FieldsV1' as const,
        fieldsV1,
        ...(subresource === undefined ? {} : { subresource }),
      };
    });
}

const order = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

const byOperationAndTime = (a: Ownership, b: Ownership): number => {
  if (a.operation !== b.operation) return order(a.operation, b.operation);
  return (
    order(a.time, b.time) ||
    order(a.manager, b.manager) ||
    order(a.apiVersion, b.apiVersion) ||
    order(a.subresource, b.subresource)
  );
};

/** Whether two entries are the same manager's; who applies may change the version. */
export const sameManager = (a: Manager, b: Manager): boolean =>
  a.manager === b.manager &&
  a.operation === b.operation &&
  a.subresource === b.subresource &&
  (a.operation === 'Apply' || a.apiVersion === b.apiVersion);

/** Field ownership after `manager` turned `before` into `after` by create, update or patch. */
export function ownAfterUpdate(
  owners: readonly Ownership[],
  before: unknown,
  after: unknown,
  schema: Schema,
  manager: Manager,
  time: string,
): readonly Ownership[] {
  const { added, modified, removed } = compare(before, after, schema);
  const changed = withoutServerFields(added.add(modified), manager.subresource);
  const gone = withoutServerFields(removed, manager.subresource);
  if (changed.empty && gone.empty) return owners;
  const lost = changed.copy().add(gone);
  const others = owners
    .filter((owner) => !sameManager(owner, manager))
    .map((owner) => ({ ...owner, fields: owner.fields.minus(lost) }));
  const mine = owners.find((owner) => sameManager(owner, manager))?.fields ?? new FieldSet();
  // Kubernetes does not note the time of a change through `scale`.
  const noted = manager.subresource === 'scale' ? undefined : time;
  return [...others, { ...manager, time: noted, fields: mine.copy().add(changed).minus(gone) }];
}

const serverFields = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'generation',
  'managedFields',
  'resourceVersion',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
].map((name) => `f:${name}`);

/** What nobody owns: the fields that the server sets, and those that the endpoint written to does not change. */
export function withoutServerFields(fields: FieldSet, subresource: string | undefined): FieldSet {
  if (subresource === 'status') return onlyStatus(fields);
  for (const name of ['f:apiVersion', 'f:kind', 'f:metadata']) fields.members.delete(name);
  const metadata = fields.children.get('f:metadata');
  for (const name of serverFields) {
    metadata?.members.delete(name);
    metadata?.children.delete(name);
  }
  if (metadata?.empty === true) fields.children.delete('f:metadata');
  return fields;
}

function onlyStatus(fields: FieldSet): FieldSet {
  const kept = new FieldSet();
  if (fields.members.has('f:status')) kept.members.add('f:status');
  const below = fields.children.get('f:status');
  if (below !== undefined) kept.children.set('f:status', below);
  return kept;
}

/** The fields without the status, for kinds whose status is written through a subresource of its own. */
export function withoutStatus(fields: FieldSet): FieldSet {
  fields.members.delete('f:status');
  fields.children.delete('f:status');
  return fields;
}
