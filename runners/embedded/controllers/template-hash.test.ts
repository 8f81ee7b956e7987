import { describe, expect, it } from 'vitest';
import type { PodTemplate } from './objects/index.ts';
import { templateHash } from './template-hash.ts';

describe('templateHash', () => {
  const template = {
    metadata: { labels: { a: '1', b: '2' } },
    spec: { containers: [{ name: 'c', image: 'x' }] },
  };

  it('does not depend on the order of fields, and does on their values', () => {
    const reordered = {
      spec: { containers: [{ image: 'x', name: 'c' }] },
      metadata: { labels: { b: '2', a: '1' } },
    };
    expect(templateHash(reordered)).toBe(templateHash(template));
    const changed: PodTemplate = { ...template, spec: { containers: [{ name: 'c', image: 'y' }] } };
    expect(templateHash(changed)).not.toBe(templateHash(template));
  });
});
