import type { ServiceRoute } from './routes.ts';

/**
 * Which node's proxy carries which routes: each address belongs to one of the nodes, and when a node goes only its own
 * addresses move (rendezvous hashing).
 */
export function shareRoutes(
  routes: readonly ServiceRoute[],
  nodes: readonly string[],
): ReadonlyMap<string, readonly ServiceRoute[]> {
  const shares = new Map<string, ServiceRoute[]>();
  for (const route of routes) {
    const owner = ownerOf(route.address, nodes);
    if (owner === undefined) continue;
    const share = shares.get(owner) ?? [];
    share.push(route);
    shares.set(owner, share);
  }
  return shares;
}

function ownerOf(address: string, nodes: readonly string[]): string | undefined {
  let owner: string | undefined;
  let highest = -1;
  for (const node of nodes) {
    const score = hash(`${node} ${address}`);
    if (score > highest) [owner, highest] = [node, score];
  }
  return owner;
}

/** FNV-1a with a last stir, as names that differ in one digit must not fall together; 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
