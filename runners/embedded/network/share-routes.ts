import { createHash } from 'node:crypto';
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
    const score = createHash('sha1').update(`${node} ${address}`).digest().readUInt32BE();
    if (score > highest) [owner, highest] = [node, score];
  }
  return owner;
}
