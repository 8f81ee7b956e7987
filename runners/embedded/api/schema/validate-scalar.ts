import { invalidType, invalidValue, tooLong, type FieldError } from '../status/field-error.ts';
import { hasFormat } from './formats.ts';
import type { Schema } from './types.ts';

export function checkString(value: string, schema: Schema, path: string, errors: FieldError[]): void {
  const { minLength, maxLength, pattern, format } = schema;
  if (maxLength !== undefined && characters(value) > maxLength) errors.push(tooLong(path, maxLength));
  if (minLength !== undefined && characters(value) < minLength) {
    errors.push(invalidValue(path, value, `${path} in body should be at least ${minLength} chars long`));
  }
  if (pattern !== undefined && !expression(pattern).test(value)) {
    errors.push(invalidValue(path, value, `${path} in body should match '${pattern}'`));
  }
  if (format !== undefined && !hasFormat(value, format)) {
    errors.push(
      invalidType(path, value, `${path} in body must be of type ${format}: ${JSON.stringify(value)}`),
    );
  }
}

export function checkNumber(value: number, schema: Schema, path: string, errors: FieldError[]): void {
  const wrong = (words: string): void =>
    void errors.push(invalidValue(path, value, `${path} in body should be ${words}`));
  const { minimum, maximum, multipleOf, format } = schema;
  if (minimum !== undefined && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    wrong(`greater than ${schema.exclusiveMinimum === true ? '' : 'or equal to '}${minimum}`);
  }
  if (maximum !== undefined && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    wrong(`less than ${schema.exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`);
  }
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) wrong(`a multiple of ${multipleOf}`);
  if (format === 'int32' && (value > 2_147_483_647 || value < -2_147_483_648)) {
    errors.push(
      invalidValue(path, value, `Checked value must be of type integer with format int32 in ${path}`),
    );
  }
}

const expressions = new Map<string, RegExp>();

/** The pattern, compiled once; one that JavaScript cannot read matches everything rather than failing every write. */
function expression(pattern: string): RegExp {
  let compiled = expressions.get(pattern);
  if (compiled === undefined) {
    try {
      compiled = new RegExp(pattern, 'u');
    } catch {
      compiled = /(?:)/u;
    }
    expressions.set(pattern, compiled);
  }
  return compiled;
}

/** In Unicode code points, as the API counts them. */
const characters = (value: string): number => Array.from(value).length;
