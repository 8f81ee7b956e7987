import type { Json } from '../objects/fields.ts';
import type { SmiObject } from '../objects/model.ts';
import { readIdentityBinding, readTrafficTarget } from '../objects/read-access.ts';
import { readHttpRouteGroup, readTcpRoute, readUdpRoute } from '../objects/read-routes.ts';
import { readTrafficSplit } from '../objects/read-split.ts';
import type { TableName } from '../compile/world.ts';

export interface SmiResource {
  /** Name of the CRD. */
  readonly crd: string;
  readonly table: TableName;
  readonly read: (source: Json, version: string) => SmiObject;
}

/** The kinds that the mesh obeys. */
export const smiResources: readonly SmiResource[] = [
  { crd: 'trafficsplits.split.smi-spec.io', table: 'splits', read: readTrafficSplit },
  { crd: 'traffictargets.access.smi-spec.io', table: 'targets', read: readTrafficTarget },
  { crd: 'identitybindings.access.smi-spec.io', table: 'bindings', read: readIdentityBinding },
  { crd: 'httproutegroups.specs.smi-spec.io', table: 'groups', read: readHttpRouteGroup },
  { crd: 'tcproutes.specs.smi-spec.io', table: 'tcpRoutes', read: readTcpRoute },
  { crd: 'udproutes.specs.smi-spec.io', table: 'udpRoutes', read: readUdpRoute },
];
