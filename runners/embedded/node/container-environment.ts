import type { ObjectStore } from '../api/store.ts';
import {
  resources,
  type Container,
  type EnvVar,
  type KeySelector,
  type Pod,
} from '../controllers/objects/index.ts';
import { fieldValue, PodConfigError, type PodPlace } from './pod-fields.ts';
import { keysOf } from './pod-files.ts';

export interface ContainerSurroundings extends PodPlace {
  readonly store: ObjectStore;
  readonly apiServer: { readonly host: string; readonly port: number };
}

/** The environment of a container. Throws a `PodConfigError` when something that it refers to is missing. */
export function containerEnvironment(
  pod: Pod,
  container: Container,
  surroundings: ContainerSurroundings,
): Readonly<Record<string, string>> {
  const { host, port } = surroundings.apiServer;
  const env: Record<string, string> = {
    HOSTNAME: pod.spec.hostname ?? pod.metadata.name,
    KUBERNETES_SERVICE_HOST: host,
    KUBERNETES_SERVICE_PORT: String(port),
  };
  for (const source of container.envFrom ?? []) {
    const [resource, reference] =
      source.secretRef === undefined
        ? [resources.configMaps, source.configMapRef]
        : [resources.secrets, source.secretRef];
    if (reference === undefined) continue;
    const keys = keysOf(surroundings.store, resource, pod.metadata.namespace ?? '', reference.name);
    if (keys === undefined && reference.optional !== true) throw missing(resource.resource, reference.name);
    for (const [key, read] of keys ?? []) env[`${source.prefix ?? ''}${key}`] = read();
  }
  for (const variable of container.env ?? []) {
    const value = valueOf(pod, variable, surroundings, env);
    if (value !== undefined) env[variable.name] = value;
  }
  return env;
}

function valueOf(
  pod: Pod,
  variable: EnvVar,
  surroundings: ContainerSurroundings,
  env: Readonly<Record<string, string>>,
): string | undefined {
  const source = variable.valueFrom;
  if (source === undefined) return expand(variable.value ?? '', env);
  if (source.fieldRef !== undefined) return fieldValue(pod, source.fieldRef, surroundings);
  const namespace = pod.metadata.namespace ?? '';
  if (source.configMapKeyRef !== undefined) {
    return keyValue(surroundings.store, 'configMaps', namespace, source.configMapKeyRef);
  }
  if (source.secretKeyRef !== undefined) {
    return keyValue(surroundings.store, 'secrets', namespace, source.secretKeyRef);
  }
  throw new PodConfigError(
    `Variable ${variable.name} takes its value from ${Object.keys(source).join(', ')}, which the embedded cluster does not have.`,
  );
}

function keyValue(
  store: ObjectStore,
  kind: 'configMaps' | 'secrets',
  namespace: string,
  selector: KeySelector,
): string | undefined {
  const keys = keysOf(store, resources[kind], namespace, selector.name);
  const read = keys?.get(selector.key);
  if (read !== undefined) return read();
  if (selector.optional === true) return undefined;
  if (keys === undefined) throw missing(resources[kind].resource, selector.name);
  throw new PodConfigError(`couldn't find key ${selector.key} in ${namespace}/${selector.name}`);
}

function missing(resource: string, name: string): PodConfigError {
  return new PodConfigError(`${resource === 'secrets' ? 'secret' : 'configmap'} "${name}" not found`);
}

/** Replaces `$(NAME)` by the variable's value; `$$` stands for a dollar, and unknown names stay as written. */
export function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]+)\)/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    return env[name] ?? whole;
  });
}
