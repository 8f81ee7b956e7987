import type { FieldError } from '../status/field-error.ts';
import type { Schema } from './types.ts';

export type Check = (
  value: unknown,
  schema: Schema,
  path: string,
  errors: FieldError[],
  old?: unknown,
) => void;
