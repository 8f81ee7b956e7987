import { isArray, isObject } from '../json.ts';
import { invalidType, invalidValue, notSupported, type FieldError } from '../status/field-error.ts';
import { equal } from '../json.ts';
import type { Check } from './check.ts';
import { typeName, hasType } from './type-name.ts';
import type { Schema } from './types.ts';
import { checkArray } from './validate-array.ts';
import { checkObject } from './validate-object.ts';
import { checkNumber, checkString } from './validate-scalar.ts';

/**
 * Everything wrong with `value` by its schema, in the wording of the Kubernetes API server.
 * @param old the value before an update: a part that has not changed since is let through whatever it is, not the whole
 */
export function validate(value: unknown, schema: Schema, path = '', old?: unknown): FieldError[] {
  const errors: FieldError[] = [];
  checkValue(value, schema, path, errors, old);
  return errors;
}

const check: Check = (value, schema, path, errors, old) => {
  if (old === undefined || !equal(old, value)) checkValue(value, schema, path, errors, old);
};

const checkValue: Check = (value, schema, path, errors, old) => {
  if (value === null && schema.nullable === true) return;
  if (!typed(value, schema)) {
    const wanted = schema['x-kubernetes-int-or-string'] === true ? 'integer,string' : String(schema.type);
    const found = typeName(value);
    errors.push(
      invalidType(
        path === '' ? '<nil>' : path,
        found,
        `${inBody(path)} must be of type ${wanted}: ${JSON.stringify(found)}`,
      ),
    );
    return;
  }
  if (typeof value === 'string') checkString(value, schema, path, errors);
  else if (typeof value === 'number') checkNumber(value, schema, path, errors);
  else if (isArray(value)) checkArray(value, schema, path, errors, check, old);
  else if (isObject(value)) checkObject(value, schema, path, errors, check, old);
  if (schema.enum !== undefined && !schema.enum.some((allowed) => equal(allowed, value))) {
    errors.push(
      notSupported(
        path,
        value,
        schema.enum.map((allowed) => String(allowed)),
      ),
    );
  }
  combine(value, schema, path, errors);
};

const typed = (value: unknown, schema: Schema): boolean => {
  if (schema['x-kubernetes-int-or-string'] === true)
    return hasType(value, 'integer') || hasType(value, 'string');
  return schema.type === undefined || hasType(value, schema.type);
};

/** allOf, anyOf, oneOf and not. */
function combine(value: unknown, schema: Schema, path: string, errors: FieldError[]): void {
  const passes = (candidate: Schema): boolean => validate(value, candidate, path).length === 0;
  for (const part of schema.allOf ?? []) check(value, part, path, errors);
  if (schema.anyOf !== undefined && !schema.anyOf.some(passes)) {
    errors.push(
      invalidValue(path, shownValue(value), `${inBody(path)} must validate at least one schema (anyOf)`),
    );
    const closest = schema.anyOf
      .map((part) => validate(value, part, path))
      .sort((a, b) => a.length - b.length)[0];
    errors.push(...(closest ?? []));
  }
  if (schema.oneOf !== undefined) {
    const valid = schema.oneOf.filter(passes).length;
    if (valid !== 1) {
      const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
      errors.push(
        invalidValue(
          path,
          shownValue(value),
          `${inBody(path)} must validate one and only one schema (oneOf). ${found}`,
        ),
      );
    }
    if (valid === 0) {
      const closest = schema.oneOf
        .map((part) => validate(value, part, path))
        .sort((a, b) => a.length - b.length)[0];
      errors.push(...(closest ?? []));
    }
  }
  if (schema.not !== undefined && passes(schema.not)) {
    errors.push(invalidValue(path, shownValue(value), `${inBody(path)} must not validate the schema (not)`));
  }
}

const shownValue = (value: unknown): unknown => value;

const inBody = (path: string): string => (path === '' ? '<nil> in body' : `${path} in body`);
