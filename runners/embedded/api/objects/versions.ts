import { joined, misfits } from '../patch/fit.ts';
import type { Ownership } from '../patch/managed-fields.ts';
import { groupVersion, type ResourceVersion, type Served } from '../registry/resource.ts';
import { ApiError } from '../status/error.ts';

/**
 * Field ownership is kept in the version that fields were written in, and Kubernetes compares the whole object in each of
 * them: an object has to fit them all, or the books cannot be kept.
 */
const versionsOf = ({ type, version }: Served, owners: readonly Ownership[]): readonly ResourceVersion[] =>
  type.custom
    ? type.versions.filter(
        (each) =>
          each === version ||
          owners.some(({ apiVersion }) => apiVersion === groupVersion(type.group, each.name)),
      )
    : [];

/** Whether the object has a place in its own version and in every one that somebody owns fields of it in. */
export const fitsOwners = (served: Served, object: unknown, owners: readonly Ownership[]): boolean =>
  versionsOf(served, owners).every(({ schema }) => misfits(object, schema).length === 0);

/** @throws ApiError 500, as Kubernetes does, when an apply finds or leaves an object that does not fit */
export function checkFit(served: Served, object: unknown, owners: readonly Ownership[], what: string): void {
  for (const { schema } of versionsOf(served, owners)) {
    const lines = misfits(object, schema);
    if (lines.length > 0) throw new ApiError(500, '', `${what}: ${joined(lines)}`);
  }
}
