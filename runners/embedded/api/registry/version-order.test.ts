import { expect, test } from 'vitest';
import { byVersionPriority } from './version-order.ts';

test('orders versions as Kubernetes prefers them', () => {
  const versions = ['v1alpha1', 'foo', 'v1', 'v1beta2', 'v10', 'v1alpha4', 'v2', 'bar', 'v2beta1'];
  expect(versions.sort(byVersionPriority)).toEqual([
    'v10',
    'v2',
    'v1',
    'v2beta1',
    'v1beta2',
    'v1alpha4',
    'v1alpha1',
    'bar',
    'foo',
  ]);
});
