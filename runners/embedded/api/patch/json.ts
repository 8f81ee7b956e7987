import jsonPatch, { type Operation } from 'fast-json-patch';
import { clone, isArray, isObject, setField, type JsonObject } from '../json.ts';
import { ApiError, badRequest } from '../status/error.ts';

/** RFC 6902. @throws ApiError 400 for what is no patch, 422 for an operation that cannot be done */
export function applyJsonPatch(object: JsonObject, patch: unknown): unknown {
  if (!isArray(patch)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    );
  }
  try {
    return (patch as Operation[]).reduce<unknown>(
      (document, operation) =>
        jsonPatch.applyOperation(document, lenient(document, operation), true, true).newDocument,
      clone(object),
    );
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new ApiError(
      422,
      'Invalid',
      `the server rejected our request due to an error in our request: ${why}`,
      {},
      { cause },
    );
  }
}

/** Kubernetes' implementation lets `replace` set a field that an object does not have. */
function lenient(document: unknown, operation: Operation): Operation {
  if ((operation.op as string | undefined) !== 'replace' || typeof operation.path !== 'string')
    return operation;
  const at = operation.path.lastIndexOf('/');
  const parent: unknown =
    at < 0 ? undefined : jsonPatch.getValueByPointer(document, operation.path.slice(0, at));
  return isObject(parent) ? ({ ...operation, op: 'add' } as Operation) : operation;
}

/** RFC 7386: null takes a field away, objects are merged, everything else is replaced. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, key);
    else setField(merged, key, applyMergePatch(Object.hasOwn(merged, key) ? merged[key] : undefined, value));
  }
  return merged;
}
