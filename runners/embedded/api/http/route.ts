import type { Attributes } from '../auth/access.ts';
import type { Served } from '../registry/resource.ts';
import type { Registry } from '../registry/registry.ts';
import { noSuchRoute } from '../status/error.ts';

/** What a path leads to. `name` and `subresource` are empty where the path has none. */
export interface ResourceRoute {
  readonly served: Served;
  readonly namespace: string;
  /** Whether the path names a namespace, or leads to all of them. */
  readonly scoped: boolean;
  readonly name: string;
  readonly subresource: string;
  /** What follows the subresource, for instance the path behind `/proxy/`. */
  readonly rest: string;
}

/** Nothing at all is served below the path: the one answer that is no Status. */
export class UnknownPath extends Error {
  override readonly name = 'UnknownPath';
  readonly code = 404;
}

/**
 * The route of `/api/v1/…` and `/apis/<group>/<version>/…`; undefined for every other path.
 * @throws ApiError 404 where the group, version or resource is not served
 */
export function resourceRoute(registry: Registry, path: string): ResourceRoute | undefined {
  const parts = path.split('/');
  const core = parts[1] === 'api';
  const start = core ? 3 : 4;
  if ((!core && parts[1] !== 'apis') || parts.length <= start || parts[start] === '') return undefined;
  const group = core ? '' : (parts[2] ?? '');
  const version = (core ? parts[2] : parts[3]) ?? '';
  const words = parts.slice(start).map(decode);
  if (words[0] === 'watch') throw noSuchRoute();
  const inNamespace = words[0] === 'namespaces' && words.length > 2 && !isNamespaceSubresource(group, words);
  const [resource = '', name = '', subresource = '', ...rest] = inNamespace ? words.slice(2) : words;
  const served = registry.route(group, version, resource);
  if (served === undefined && !registry.isBuiltin(group)) throw new UnknownPath();
  if (served === undefined || (inNamespace && !served.type.namespaced)) throw noSuchRoute();
  if (!inNamespace && served.type.namespaced && name !== '') throw noSuchRoute();
  return {
    served,
    namespace: inNamespace ? (words[1] ?? '') : '',
    scoped: inNamespace,
    name,
    subresource,
    rest: rest.join('/'),
  };
}

const isNamespaceSubresource = (group: string, words: readonly string[]): boolean =>
  group === '' && words.length === 3 && (words[2] === 'status' || words[2] === 'finalize');

function decode(word: string): string {
  if (!word.includes('%')) return word;
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The request in the words of role-based access control. */
export function attributesOf(
  method: string,
  route: ResourceRoute,
  watch: boolean,
  fieldSelector = '',
): Attributes {
  const { served, namespace, subresource } = route;
  // A list of one object by its name counts as naming it.
  const name =
    route.name === '' ? (/(?:^|,)metadata\.name==?([^,]+)/.exec(fieldSelector)?.[1] ?? '') : route.name;
  const { group, resource } = served.type;
  const namespaceItself = group === '' && resource === 'namespaces' && name !== '';
  return {
    verb: verbOf(method, route.name, watch),
    group,
    resource,
    subresource,
    namespace: namespaceItself ? name : namespace,
    name,
  };
}

function verbOf(method: string, name: string, watch: boolean): string {
  if (method === 'GET' || method === 'HEAD') return watch ? 'watch' : name === '' ? 'list' : 'get';
  if (method === 'DELETE' && name === '') return 'deletecollection';
  return verbs[method] ?? method.toLowerCase();
}
