import type { PrinterColumn } from '../registry/resource.ts';
import { age, ageColumn, column, nameColumn, type Column } from './column.ts';
import { jsonPath } from './json-path.ts';

/** The name and the columns that the definition asks for; without any, the age. */
export const customColumns = (columns: readonly PrinterColumn[]): readonly Column[] => [
  nameColumn,
  ...(columns.length === 0 ? [ageColumn] : columns.map(customColumn)),
];

const customColumn = (printed: PrinterColumn): Column => {
  const { name, type, format = '', description, priority = 0, jsonPath: path } = printed;
  return column(
    name,
    (object, clock) => {
      const [value] = jsonPath(object, path);
      if (value === undefined) return null;
      if (type === 'date') return age(value, clock);
      return type === 'string' && typeof value !== 'string' ? JSON.stringify(value) : value;
    },
    {
      type,
      format,
      priority,
      description: description ?? `Custom resource definition column (in JSONPath format): ${path}`,
    },
  );
};
