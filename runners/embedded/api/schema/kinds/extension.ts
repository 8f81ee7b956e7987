import { anything, each, flag, int32, int64, list, object, text } from '../builder.ts';
import type { Schema } from '../types.ts';
import { conditions, kind } from './meta.ts';

const names = object({
  ...each(text, 'plural', 'singular', 'kind', 'listKind'),
  ...each(list(text), 'shortNames', 'categories'),
});

const version = object({
  ...each(text, 'name', 'deprecationWarning'),
  ...each(flag, 'served', 'storage', 'deprecated'),
  schema: object({ openAPIV3Schema: anything }),
  subresources: object({
    status: anything,
    scale: object(each(text, 'specReplicasPath', 'statusReplicasPath', 'labelSelectorPath')),
  }),
  additionalPrinterColumns: list(
    object({ ...each(text, 'name', 'type', 'format', 'description', 'jsonPath'), priority: int32 }),
  ),
  selectableFields: list(object({ jsonPath: text })),
});

export const customResourceDefinition: Schema = kind({
  spec: object({
    ...each(text, 'group', 'scope'),
    names,
    versions: list(version),
    conversion: object({ strategy: text, webhook: anything }),
    preserveUnknownFields: flag,
  }),
  status: object({ acceptedNames: names, storedVersions: list(text), conditions, observedGeneration: int64 }),
});
