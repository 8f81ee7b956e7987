import { expect, test } from 'vitest';
import { KubernetesError } from '../../../fixtures/kubernetes/index.ts';
import { columnsOf } from './printed-table.ts';
import { isRefusalOfTool } from './toolbox.ts';

const answer = (code: number, message: string): KubernetesError =>
  new KubernetesError({ code, reason: '', message, causes: [], request: 'PATCH /apis' });

test('what lies in the definition of a kind is a refusal of the tool', () => {
  expect(isRefusalOfTool(answer(400, 'strict decoding error: unknown field "spec.matches"'))).toBe(true);
  expect(isRefusalOfTool(answer(405, 'not allowed'))).toBe(true);
  expect(isRefusalOfTool(answer(500, 'conversion webhook for split.smi-spec.io/v1alpha1 failed'))).toBe(true);
});

test('a missing permission, a server under load and a broken one are not', () => {
  expect(isRefusalOfTool(answer(403, 'forbidden'))).toBe(false);
  expect(isRefusalOfTool(answer(429, 'too many requests'))).toBe(false);
  expect(isRefusalOfTool(answer(500, 'etcdserver: request timed out'))).toBe(false);
  expect(isRefusalOfTool(new Error('socket hang up'))).toBe(false);
});

test('a table tells its columns, anything else has none', () => {
  expect(columnsOf({ columnDefinitions: [{ name: 'Name' }, { name: 'Service' }] })).toEqual([
    'Name',
    'Service',
  ]);
  expect(columnsOf({ kind: 'TrafficSplitList', items: [] })).toEqual([]);
});
