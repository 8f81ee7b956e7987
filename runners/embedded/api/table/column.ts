import type { Clock } from '../clock.ts';
import type { StoredObject } from '../store.ts';

/** A column of a Table. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
  readonly cell: (object: StoredObject, clock: Clock) => unknown;
}

export type Cell = Column['cell'];

export const column = (name: string, cell: Cell, options: Partial<Column> = {}): Column => ({
  name,
  type: 'string',
  format: '',
  description: '',
  priority: 0,
  ...options,
  cell,
});

/** Shown by `-o wide` only. */
export const wide = (name: string, cell: Cell): Column => column(name, cell, { priority: 1 });

export const nameColumn: Column = column('Name', ({ metadata }) => metadata.name, {
  format: 'name',
  description: 'Name must be unique within a namespace.',
});

export const ageColumn: Column = column('Age', ({ metadata }, clock) =>
  age(metadata.creationTimestamp, clock),
);

export const columnsOf = (columns: readonly Column[]): readonly Omit<Column, 'cell'>[] =>
  columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format,
    description,
    priority,
  }));

/** The time since, in the two largest units that matter: `45s`, `3m12s`, `25h`, `4d2h`. */
export function age(since: unknown, clock: Clock): string {
  const begun = typeof since === 'string' ? Date.parse(since) : Number.NaN;
  if (Number.isNaN(begun)) return '<unknown>';
  const seconds = Math.max(0, Math.floor((clock.now() - begun) / 1_000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return both(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  if (hours < 8) return both(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (days < 8) return both(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  return both(Math.floor(days / 365), 'y', days % 365, 'd');
}

const both = (large: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`;
