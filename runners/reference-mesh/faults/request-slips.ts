import type { Behaviour, RequestView } from '../behaviour/behaviour.ts';
import { compile } from '../behaviour/routes.ts';
import type { HttpRoute } from '../objects/model.ts';
import type { Fault } from './fault.ts';
import { throughRoutes, type Routes } from './through-routes.ts';

/** Slips in how a request is held against routes, and in how routes that stand beside each other are told apart. */
export const requestSlips: readonly Fault[] = [
  {
    name: 'grpc-past-routes',
    lies: 'Calls of gRPC are carried past the routes: whoever is a source may make any.',
    breaks: ['specs.http.http2'],
    alsoBreaks: ['split.matches.*', 'access.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      conditionTest: (routes) => behaviour.conditionTest(routes, behaviour),
      routesTest: (tests) => {
        const test = behaviour.routesTest(tests);
        return (request) => isGrpc(request) || test(request);
      },
    }),
  },
  {
    name: 'first-cookie-over-http2',
    lies: 'Over HTTP/2, where each cookie may be a field of its own, routes look at the first cookie only.',
    breaks: ['specs.http.http2'],
    alsoBreaks: ['split.matches.*', 'ex.*'],
    bend: (behaviour) =>
      throughRequests(behaviour, (request) => (request.http2 ? withFirstCookie(request) : request)),
  },
  {
    name: 'method-override-believed',
    lies: 'Routes take the method that X-HTTP-Method-Override names for that of the request.',
    breaks: ['specs.http.methods.single'],
    bend: (behaviour) =>
      throughRequests(behaviour, (request) => ({
        ...request,
        method: request.header('x-http-method-override') ?? request.method,
      })),
  },
  {
    name: 'absent-headers-are-empty',
    lies: 'A header that a request does not have is one without a value, which an expression for anything fits.',
    breaks: ['specs.http.headers.absent'],
    alsoBreaks: ['split.matches.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => {
        const test = behaviour.headerTest(headers);
        return (header, values) => test((name, spelling) => header(name, spelling) ?? '', values);
      },
    }),
  },
  {
    name: 'equal-expressions-once',
    lies: 'Filters of a route are kept by their expressions, so that of two headers with the same one the last is asked for.',
    breaks: ['specs.http.headers.and'],
    alsoBreaks: ['split.matches.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) =>
        behaviour.headerTest([...new Map(headers.map((one) => [one[1], one])).values()]),
    }),
  },
  {
    name: 'fields-of-the-route-before',
    lies: 'What a route leaves out is what the route before it in the group has.',
    breaks: ['specs.http.path.omitted', 'specs.http.methods.omitted', 'specs.http.headers.only'],
    alsoBreaks: ['split.matches.*', 'access.*', 'ex.*'],
    bend: (behaviour) => throughRoutes(behaviour, inherited),
  },
  {
    name: 'methods-pooled-by-path',
    lies: 'Routes of a group with one path have their methods in common.',
    breaks: ['specs.http.headers.combined'],
    alsoBreaks: ['split.matches.*', 'access.*', 'ex.*'],
    bend: (behaviour) => throughRoutes(behaviour, withMethodsOfPath),
  },
  {
    name: 'long-expressions-cut',
    lies: 'Of the expression for a path the first 255 characters are kept.',
    breaks: ['specs.http.path.literal'],
    bend: (behaviour) => ({ ...behaviour, pathTest: (pattern) => behaviour.pathTest(pattern.slice(0, 255)) }),
  },
  {
    name: 'route-names-in-any-case',
    lies: 'A TrafficTarget that names a route gets those, too, whose names differ in capitals only.',
    breaks: ['specs.http.shared'],
    bend: (behaviour) => ({
      ...behaviour,
      routesOf: (rule, group) => {
        const lower = group.routes.map((route) => ({ ...route, name: route.name.toLowerCase() }));
        const matches = rule.matches.map((name) => name.toLowerCase());
        return behaviour.routesOf({ ...rule, matches }, { ...group, routes: lower });
      },
    }),
  },
  {
    name: 'path-override-believed',
    lies: 'Routes take the path that X-Original-URL names for that of the request.',
    breaks: ['specs.http.path.literal'],
    bend: (behaviour) =>
      throughRequests(behaviour, (request) => ({
        ...request,
        path: request.header('x-original-url') ?? request.path,
      })),
  },
  {
    name: 'route-names-as-expressions',
    lies: 'The names of routes in a TrafficTarget are taken for expressions, in which a dot is any character.',
    breaks: ['specs.http.shared'],
    bend: (behaviour) => ({
      ...behaviour,
      routesOf: (rule, group) => {
        const wanted = rule.matches.map((name) => compile(`^(?:${name})$`, name));
        const names = group.routes
          .map(({ name }) => name)
          .filter((name) => wanted.some((one) => one.test(name)));
        return behaviour.routesOf(rule.matches.length === 0 ? rule : { ...rule, matches: names }, group);
      },
    }),
  },
  {
    name: 'thirty-two-routes-per-group',
    lies: 'Of a route group the first thirty-two routes are read.',
    breaks: ['specs.http.headers.or'],
    bend: (behaviour) => throughRoutes(behaviour, (routes) => routes.slice(0, 32)),
  },
  {
    name: 'headers-without-methods-read',
    lies: 'A route with headers and without methods is one for GET.',
    breaks: ['specs.http.headers.only'],
    alsoBreaks: ['split.matches.*', 'ex.*'],
    bend: (behaviour) =>
      throughRoutes(behaviour, (routes) =>
        routes.map((route) => (route.headers === undefined ? route : { methods: ['GET'], ...route })),
      ),
  },
];

function throughRequests(behaviour: Behaviour, change: (request: RequestView) => RequestView): Behaviour {
  return {
    ...behaviour,
    routesTest: (tests) => {
      const test = behaviour.routesTest(tests);
      return (request) => test(change(request));
    },
  };
}

function isGrpc({ http2, header }: RequestView): boolean {
  return http2 && header('content-type')?.startsWith('application/grpc') === true;
}

function withFirstCookie(request: RequestView): RequestView {
  return {
    ...request,
    header: (name, spelling) => {
      const value = request.header(name, spelling);
      return name.toLowerCase() === 'cookie' ? value?.split(/; ?/)[0] : value;
    },
  };
}

function inherited(routes: Routes): Routes {
  let before: HttpRoute | undefined;
  return routes.map((route) => (before = { ...before, ...route }));
}

function withMethodsOfPath(routes: Routes): Routes {
  return routes.map((route) => {
    if (route.methods === undefined || route.path === undefined) return route;
    const methods = routes.flatMap((other) => (other.path === route.path ? (other.methods ?? ['*']) : []));
    return { ...route, methods };
  });
}
