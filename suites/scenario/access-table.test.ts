import { expect, test } from 'vitest';
import { asked, denied, describeRow, reached } from './access-table.ts';
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

test('a row may be about a stream or a datagram, and may only be looked at', () => {
  const row = asked(client, 'UDP 8301');
  expect(row).toMatchObject({ protocol: 'udp', port: 8301, expected: 'open' });
  expect(describeRow(row)).toBe('client-1 of the other namespace: UDP 8301');
  const call = reached(client, 'POST /echo.Echo/Say', {}, { protocol: 'grpc', port: 9090 });
  expect(describeRow(call)).toBe(
    'client-1 of the other namespace: POST /echo.Echo/Say over grpc at port 9090',
  );
});

test('a long path or header is told by its ends and its length', () => {
  const row = reached(client, `GET /pages/${'a'.repeat(500)}/the-end`, { cookie: 'b'.repeat(99) });
  expect(describeRow(row)).toMatch(
    /GET \/pages\/a+…a+\/the-end \(515 characters\) \(cookie: b+…b+ \(99 characters\)\)$/,
  );
});
