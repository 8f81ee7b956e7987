import { ApiError } from '../status/error.ts';
import type { Schema } from '../schema/types.ts';
import type { FieldSet } from './field-set.ts';
import {
  sameManager,
  withoutServerFields,
  withoutStatus,
  type Manager,
  type Ownership,
} from './managed-fields.ts';
import { compare, fieldsOf, mergeTyped, withoutFields } from './typed.ts';

export interface Applied {
  readonly object: unknown;
  readonly owners: readonly Ownership[];
}

export interface ApplyRequest {
  /** The present object; undefined when there is none. */
  readonly live: unknown;
  /** An object of the kind without anything in it. */
  readonly empty: unknown;
  /** What the manager wants. */
  readonly wanted: unknown;
  readonly schema: Schema;
  readonly owners: readonly Ownership[];
  readonly manager: Manager;
  readonly force: boolean;
  readonly time: string;
  /** Looks at the merged object before anything else is decided; throws when it cannot be kept. */
  readonly inspect: (merged: unknown) => void;
  /** Whether `status` is written through a subresource of its own. */
  readonly statusApart: boolean;
}

/**
 * Server-side apply: lays the wanted fields over the present object, takes away what the manager applied before and no
 * longer wants, and keeps the books of who owns what.
 * @throws ApiError 409 when a field that another manager owns would change and `force` is not given
 */
export function applyFields(request: ApplyRequest): Applied {
  const { wanted, schema, manager, force } = request;
  const live = request.live ?? request.empty;
  const owners =
    request.owners.length === 0 && request.live !== undefined ? [beforeFirstApply(request)] : request.owners;
  const others = owners.filter((owner) => !sameManager(owner, manager));
  const own = (fields: FieldSet): FieldSet => {
    const mine = withoutServerFields(fields, manager.subresource);
    return request.statusApart && manager.subresource === undefined ? withoutStatus(mine) : mine;
  };
  const fields = own(fieldsOf(wanted, schema));
  const before = owners.find((owner) => sameManager(owner, manager));
  let object = mergeTyped(live, wanted, schema);
  if (before !== undefined) {
    const kept = others.reduce((all, owner) => all.add(owner.fields), fields.copy());
    object = withoutFields(object, before.fields, kept, schema);
  }
  request.inspect(object);
  const { added, modified, removed } = compare(live, object, schema);
  const changed = own(added.add(modified));
  const taken = others
    .map((owner) => ({ owner, fields: owner.fields.and(changed) }))
    .filter((each) => !each.fields.empty);
  if (taken.length > 0 && !force) throw applyConflict(taken);
  const lost = changed.copy().add(own(removed));
  const time = lost.empty ? before?.time : request.time;
  return {
    object,
    owners: [
      ...others.map((owner) => ({ ...owner, fields: owner.fields.minus(lost) })),
      { ...manager, time, fields },
    ],
  };
}

/** Who owns the fields of an object that was not kept books of until now. */
function beforeFirstApply({ empty, live, schema, manager, time }: ApplyRequest): Ownership {
  const { added, modified } = compare(empty, live, schema);
  return {
    manager: 'before-first-apply',
    operation: 'Update',
    apiVersion: manager.apiVersion,
    subresource: undefined,
    time,
    fields: withoutServerFields(added.add(modified), undefined),
  };
}

function applyConflict(taken: readonly { readonly owner: Ownership; readonly fields: FieldSet }[]): ApiError {
  const conflicts = taken.flatMap(({ owner, fields }) =>
    [...fields.paths()].map((path) => ({ who: describe(owner), field: readable(path) })),
  );
  const count = conflicts.length;
  const groups = new Map<string, string[]>();
  for (const { who, field } of conflicts) groups.set(who, [...(groups.get(who) ?? []), field]);
  const lines = [...groups].map(([who, fields]) =>
    fields.length === 1
      ? `conflict with ${who}: ${fields.join('')}`
      : `conflicts with ${who}:\n${fields.map((each) => `- ${each}`).join('\n')}`,
  );
  return new ApiError(
    409,
    'Conflict',
    `Apply failed with ${count} conflict${count === 1 ? '' : 's'}: ${lines.join('\n')}`,
    {
      causes: conflicts.map(({ who, field }) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with ${who}`,
        field,
      })),
    },
  );
}

const describe = ({ manager, operation, apiVersion, subresource }: Ownership): string => {
  const quoted = JSON.stringify(manager);
  if (operation === 'Apply') return quoted;
  const where = subresource === undefined ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  return `${quoted}${where} using ${apiVersion}`;
};

/** A path as messages show it: `.spec.ports[port=80,protocol="TCP"].name`. */
const readable = (path: readonly string[]): string =>
  path
    .map((element) => {
      const rest = element.slice(2);
      if (element.startsWith('f:')) return `.${rest}`;
      if (element.startsWith('v:')) return `[=${rest}]`;
      const keys = JSON.parse(rest) as Record<string, unknown>;
      return `[${Object.entries(keys)
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join(',')}]`;
    })
    .join('');
