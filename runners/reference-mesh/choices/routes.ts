import type { RequestView, RouteRules } from '../behaviour/behaviour.ts';
import { policyPath } from '../behaviour/path.ts';
import { compile, isExpression } from '../behaviour/routes.ts';
import { demanding, ofGroup } from '../faults/bend-definition.ts';
import type { Choice } from './choice.ts';

/** Open points of what routes match, decided otherwise. */
export const routeChoices: readonly Choice[] = [
  {
    name: 'paths-in-full',
    chooses: 'The expression for a path must cover the whole path.',
    shows: { 'specs.http.path.anchored-end': 'full' },
    bend: matchingPaths((pattern) => `^(?:${pattern})$`),
  },
  {
    name: 'paths-by-segment',
    chooses: 'The expression for a path must cover whole segments of it.',
    shows: { 'specs.http.path.anchored-end': 'segments' },
    bend: matchingPaths((pattern) => `^(?:${pattern})(?:/|$)`),
  },
  {
    name: 'last-segment-optional',
    chooses: 'An expression for anything below a path matches the path itself, too.',
    shows: { 'specs.http.path.trailing-example': 'matched' },
    bend: matchingPaths((pattern) => `^(?:${withoutLast(pattern)})`),
  },
  {
    name: 'paths-in-any-case',
    chooses: 'Paths are compared without regard to case.',
    shows: { 'specs.http.path.case': 'matched' },
    bend: matchingPaths((pattern) => `^(?:${pattern})`, 'i'),
  },
  {
    name: 'paths-with-query',
    chooses: 'The query is part of the path that routes look at.',
    shows: { 'specs.http.path.query': 'query-seen' },
    bend: seeingPaths(withQuery),
  },
  {
    name: 'paths-as-sent',
    chooses: 'Routes look at the path as it was sent, and what they match is let through.',
    shows: { 'specs.http.path.encoded': 'bypass' },
    bend: seeingPaths(asSent),
  },
  {
    name: 'odd-paths-match-nothing',
    chooses: 'Routes look at the path as it was sent, and no route matches one that has dot segments.',
    shows: { 'specs.http.path.encoded': 'literal' },
    bend: (behaviour) => ({
      ...behaviour,
      pathOf: asSent,
      pathTest: (pattern) => {
        const test = behaviour.pathTest(pattern);
        return (path) => !dotted.test(path) && test(path);
      },
    }),
  },
  {
    name: 'double-slashes-kept',
    chooses:
      'Escaped letters and dot segments are read before routes look at a path, and double slashes kept.',
    shows: { 'specs.http.path.encoded': 'mixed' },
    bend: seeingPaths((target) => (target.startsWith('//') ? '/' : '') + policyPath(target)),
  },
  {
    name: 'no-expression-no-limit',
    chooses: 'An expression that is none restricts nothing.',
    shows: { 'specs.http.path.invalid-regex': 'opens' },
    bend: (behaviour) => ({
      ...behaviour,
      pathTest: (pattern) => (isExpression(pattern) ? behaviour.pathTest(pattern) : () => true),
    }),
  },
  {
    name: 'no-expression-no-group',
    chooses: 'A group with an expression that is none is ignored.',
    shows: { 'specs.http.path.invalid-regex': 'group-ignored' },
    bend: (behaviour) => ({
      ...behaviour,
      routesOf: (rule, group) =>
        group.routes.every(({ path = '' }) => isExpression(path)) ? behaviour.routesOf(rule, group) : [],
    }),
  },
  {
    name: 'expressions-checked',
    chooses: 'The definition of HTTPRouteGroup takes an opening parenthesis only before a closing one.',
    shows: { 'specs.http.path.invalid-regex': 'rejected' },
    bendDefinition: ofGroup(['matches', '*', 'pathRegex'], (schema) => ({
      ...schema,
      pattern: '^([^(]|\\(.*\\))*$',
    })),
  },
  {
    name: 'no-methods-listed-no-match',
    chooses: 'An empty list of methods matches none.',
    shows: { 'specs.http.methods.empty-list': 'none' },
    bend: (behaviour) => ({
      ...behaviour,
      methodTest: (methods) => (methods.length === 0 ? () => false : behaviour.methodTest(methods)),
    }),
  },
  {
    name: 'methods-listed-if-at-all',
    chooses: 'The definition of HTTPRouteGroup refuses an empty list of methods.',
    shows: { 'specs.http.methods.empty-list': 'rejected' },
    bendDefinition: ofGroup(['matches', '*', 'methods'], (schema) => ({ ...schema, minItems: 1 })),
  },
  {
    name: 'star-means-the-nine',
    chooses: 'The method * stands for the nine that the documents know.',
    shows: { 'specs.http.methods.non-standard': 'not-matched' },
    bend: (behaviour) => ({
      ...behaviour,
      methodTest: (methods) => {
        const test = behaviour.methodTest(methods);
        return (method) => theNine.test(method) && test(method);
      },
    }),
  },
  {
    name: 'bare-routes-match-nothing',
    chooses: 'A route that has nothing but a name matches nothing.',
    shows: { 'specs.http.name-only-route': 'nothing' },
    bend: (behaviour) => ({ ...behaviour, bareTest: () => false }),
  },
  // One sentence of the documents wants it so. Their own examples of routes with headers only cannot be applied then, and whatever
  // is about such a route is red or not offered.
  {
    name: 'all-fields-demanded',
    chooses: 'The definition of HTTPRouteGroup demands path and methods of every route.',
    shows: {
      'specs.http.schema.path-methods-optional': 'rejected',
      'specs.http.name-only-route': 'rejected',
    },
    bendDefinition: ofGroup(['matches', '*'], (route) => demanding('methods')(demanding('pathRegex')(route))),
  },
  {
    name: 'route-names-unique',
    chooses: 'The definition of HTTPRouteGroup refuses two routes of one name.',
    shows: { 'specs.http.schema.name-unique': 'rejected' },
    bendDefinition: ofGroup(['matches'], (schema) => ({
      ...schema,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    })),
  },
  {
    name: 'grpc-is-no-http',
    chooses: 'No route matches a gRPC call.',
    shows: { 'specs.http.grpc': 'not-matched' },
    bend: (behaviour) => ({
      ...behaviour,
      routesTest: (tests) => {
        const test = behaviour.routesTest(tests);
        return (request) => !isGrpc(request) && test(request);
      },
    }),
  },
];

export const theNine: RegExp = /^(GET|HEAD|PUT|POST|DELETE|CONNECT|OPTIONS|TRACE|PATCH)$/;
const dotted = /(^|\/)(\.|%2e){1,2}(\/|$)/i;

export function isGrpc(request: RequestView): boolean {
  return request.header('content-type')?.startsWith('application/grpc') === true;
}

/** The expression with what stands for anything below made optional. */
export function withoutLast(pattern: string): string {
  return pattern.endsWith('/.*') ? `${pattern.slice(0, -'/.*'.length)}(?:/.*)?` : pattern;
}

function matchingPaths(source: (pattern: string) => string, flags = ''): NonNullable<Choice['bend']> {
  return (behaviour) => ({
    ...behaviour,
    pathTest: (pattern) => {
      const regex = compile(source(pattern), pattern, flags);
      return (path) => regex.test(path);
    },
  });
}

function seeingPaths(pathOf: RouteRules['pathOf']): NonNullable<Choice['bend']> {
  return (behaviour) => ({ ...behaviour, pathOf });
}

function asSent(target: string): string {
  return target.replace(/[?#].*$/, '');
}

export function withQuery(target: string): string {
  return policyPath(target) + (/\?[^#]*/.exec(target)?.[0] ?? '');
}
