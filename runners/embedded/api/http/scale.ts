import { draftOf } from '../draft.ts';
import { dig, isObject, type JsonObject } from '../json.ts';
import type { Core } from '../objects/core.ts';
import { updateObject } from '../objects/update.ts';
import { applyMergePatch } from '../patch/json.ts';
import { badRequest, outdated } from '../status/error.ts';
import type { StoredObject } from '../store.ts';
import { named } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { writeParameters } from './options.ts';
import type { ResourceRoute } from './route.ts';

/** `/scale` of the built-in workloads, whose replicas stand in `spec.replicas` and `status.replicas`. */
function scaleOf(object: StoredObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const labels = dig(object, 'spec', 'selector', 'matchLabels');
  const selector = Object.entries(isObject(labels) ? labels : {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: dig(object, 'spec', 'replicas') },
    status: { replicas: dig(object, 'status', 'replicas') ?? 0, selector },
  };
}

const found = (core: Core, route: ResourceRoute): StoredObject => named(core, route);

export const getScale = (core: Core, exchange: Exchange, route: ResourceRoute): void =>
  exchange.send(200, scaleOf(found(core, route)));

export async function putScale(core: Core, exchange: Exchange, route: ResourceRoute): Promise<void> {
  write(core, exchange, route, (await exchange.body())?.value);
}

export async function patchScale(core: Core, exchange: Exchange, route: ResourceRoute): Promise<void> {
  const body = (await exchange.body())?.value;
  write(core, exchange, route, applyMergePatch(scaleOf(found(core, route)), body));
}

function write(core: Core, exchange: Exchange, route: ResourceRoute, scale: unknown): void {
  const { dryRun } = writeParameters(exchange.query, 'UpdateOptions');
  const old = found(core, route);
  const replicas = dig(scale, 'spec', 'replicas');
  const version = dig(scale, 'metadata', 'resourceVersion');
  if (typeof replicas !== 'number') throw badRequest('a Scale says spec.replicas');
  if (version !== undefined && version !== '' && version !== old.metadata.resourceVersion) {
    throw outdated(route.served.type, route.name);
  }
  const draft = draftOf(old);
  draft['spec'] = { ...(old['spec'] as JsonObject), replicas };
  const options = { manager: exchange.manager, dryRun, subresource: 'scale', patched: true } as const;
  exchange.send(200, scaleOf(updateObject(core, route, old, draft, options)));
}
