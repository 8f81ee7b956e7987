import { list, object, text, type Json } from './fields.ts';

/**
 * The version, for instance `v1alpha2`, that an object was last written in.
 *
 * A server that does not convert hands every object out in any served version, with only `apiVersion` changed and pruned by
 * that version's schema, so `apiVersion` says how it was asked for and not how it is to be read. `metadata.managedFields`
 * names the version of each writer. Undefined when the server keeps no managed fields.
 */
export function writtenVersion(source: Json): string | undefined {
  let newest: Json | undefined;
  for (const entry of list(object(source['metadata'])['managedFields'])) {
    if (text(entry['subresource']) !== undefined) continue;
    // Entries come sorted by time within an operation: of two in one second, the later one is taken.
    if (newest === undefined || timeOf(entry) >= timeOf(newest)) newest = entry;
  }
  return text(newest?.['apiVersion'])?.split('/').at(-1);
}

function timeOf(entry: Json): string {
  return text(entry['time']) ?? '';
}
