import { expect, test } from 'vitest';
import { denied, describeRow, reached } from './access-table.ts';
import type { Client } from './context.ts';

const client = { name: 'client-1', place: 'elsewhere' } as Client;

test('a row says who asks for what', () => {
  const row = denied(client, 'GET /metrics?x=1', { 'x-group': 'insiders' });
  expect(row).toMatchObject({ method: 'GET', path: '/metrics?x=1', expected: 'denied' });
  expect(describeRow(row)).toBe('client-1 of the other namespace: GET /metrics?x=1 (x-group: insiders)');
});

test.each(['GET', 'GET metrics', 'GET /a b'])('"%s" is no request', (request) => {
  expect(() => reached(client, request)).toThrow('Wanted a request');
});
