import { describe, expect, it } from 'vitest';
import { candidateNames, NameTable, serviceDomainName } from './names.ts';

const first = () => 0;

function table(): NameTable {
  const names = new NameTable();
  names.apply([
    { name: serviceDomainName('web', 'shop'), record: { kind: 'address', address: '127.20.1.0' } },
    {
      name: serviceDomainName('pods', 'shop'),
      record: { kind: 'pods', addresses: ['127.20.16.1', '127.20.16.2'] },
    },
    { name: serviceDomainName('empty', 'shop'), record: { kind: 'pods', addresses: [] } },
    {
      name: serviceDomainName('alias', 'shop'),
      record: { kind: 'alias', name: serviceDomainName('web', 'shop') },
    },
    {
      name: serviceDomainName('loop', 'shop'),
      record: { kind: 'alias', name: serviceDomainName('loop', 'shop') },
    },
  ]);
  return names;
}

describe('NameTable', () => {
  it.each([
    ['web', 'shop'],
    ['WEB', 'shop'],
    ['web.shop', 'other'],
    ['web.shop.svc', 'other'],
    ['web.shop.svc.cluster.local', 'other'],
    ['web.shop.svc.cluster.local.', 'other'],
    ['alias', 'shop'],
  ])('resolves %s in the namespace %s', (host, namespace) => {
    expect(table().resolve(host, namespace, first)).toBe('127.20.1.0');
  });

  it.each([
    ['web', 'other'],
    ['web.', 'shop'],
    ['nobody', 'shop'],
    ['empty', 'shop'],
    ['loop', 'shop'],
  ])('does not resolve %s in the namespace %s', (host, namespace) => {
    expect(table().resolve(host, namespace, first)).toBeUndefined();
  });

  it('gives the pods of a headless Service by chance', () => {
    expect(table().resolve('pods', 'shop', () => 0.99)).toBe('127.20.16.2');
  });

  it('forgets a name whose record is withdrawn', () => {
    const names = table();
    names.apply([{ name: serviceDomainName('web', 'shop'), record: undefined }]);
    expect(names.resolve('web', 'shop', first)).toBeUndefined();
  });
});

describe('candidateNames', () => {
  it('asks for names with many dots as they are first', () => {
    expect(candidateNames('a.b.c.d.e.f', 'shop')[0]).toBe('a.b.c.d.e.f');
    expect(candidateNames('a.b', 'shop')[0]).toBe('a.b.shop.svc.cluster.local');
  });
});
