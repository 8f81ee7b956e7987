import { describe, expect, it } from 'vitest';
import { admits, allCalls, type AccessWorld, type Call } from './access-world.ts';

const world: AccessWorld = {
  groups: {
    pages: [
      { name: 'read', pathRegex: '/books', methods: ['GET'] },
      { name: 'write', pathRegex: '/books', methods: ['POST', 'PUT'], headers: { 'x-team': 'blue' } },
    ],
    shop: [{ name: 'read', pathRegex: '/carts/[a-z]+', methods: ['*'] }],
  },
  targets: {
    readers: { sources: ['one', 'two'], rules: [{ group: 'pages', matches: ['read'] }], here: true },
    writers: { sources: ['two'], rules: [{ group: 'pages', matches: undefined }], here: true },
    others: { sources: ['three'], rules: [{ group: 'shop', matches: undefined }], here: false },
  },
};

function call(caller: Call['caller'], method: string, path: string, headers: Call['headers'] = {}): Call {
  return { caller, method, path, headers };
}

describe('admits', () => {
  it.each([
    ['a source by a route that is named', call('one', 'GET', '/books'), true],
    ['nobody else', call('three', 'GET', '/books'), false],
    ['no other route of the group', call('one', 'POST', '/books', { 'x-team': 'blue' }), false],
    ['all routes where none is named', call('two', 'POST', '/books', { 'x-team': 'blue' }), true],
    ['no other header', call('two', 'POST', '/books', { 'x-team': 'green' }), false],
    ['not without the header', call('two', 'PUT', '/books'), false],
    ['no route of that name in another group', call('one', 'GET', '/carts/red'), false],
    ['nobody by a target for another workload', call('three', 'GET', '/carts/red'), false],
  ])('%s', (_, one, admitted) => {
    expect(admits(world, one)).toBe(admitted);
  });
});

describe('allCalls', () => {
  it('has headers where versions know them', () => {
    expect(allCalls({ headers: true })).toHaveLength(4 * 4 * 3 * 3);
    expect(allCalls({ headers: false })).toHaveLength(4 * 4 * 3);
  });
});
