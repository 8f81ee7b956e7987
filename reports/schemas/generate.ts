import { z } from 'zod';
import { reportSchema } from '../json/report.ts';
import { journalEventSchema } from '../schema.ts';

/** The published schemas by file name; `generate.test.ts` holds the files beside this one to them. */
export const publishedSchemas: Readonly<Record<string, () => string>> = {
  'journal-event.schema.json': () =>
    render(journalEventSchema, 'One line of the journal of a run of smi-conformance'),
  'report.schema.json': () => render(reportSchema, 'Report of a run of smi-conformance'),
};

/** zod notes its `readonly`, which is about TypeScript, as `readOnly`, which in JSON Schema is about the owner of the data. */
function render(schema: z.ZodType, title: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
  return JSON.stringify({ $schema, title, ...rest });
}
