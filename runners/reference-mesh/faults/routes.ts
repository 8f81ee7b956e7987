import type { RequestTest } from '../behaviour/behaviour.ts';
import { compile } from '../behaviour/routes.ts';
import type { HttpRoute, HttpRouteGroup } from '../objects/model.ts';
import { believing } from './believing.ts';
import type { Fault } from './fault.ts';

/** More faults in what a route matches, and in how a group is followed and shared. */
export const routeFaults: readonly Fault[] = [
  {
    name: 'paths-are-prefixes',
    lies: 'A path is a prefix even where its expression states its end.',
    breaks: ['specs.http.path.explicit-end', 'specs.http.path.regex-features'],
    bend: (behaviour) => ({
      ...behaviour,
      pathTest: (pattern) => behaviour.pathTest(pattern.replace(/\$$/, '')),
    }),
  },
  {
    name: 'paths-by-wildcard',
    lies: 'Of an expression for a path only the star and the plus after a dot are understood.',
    breaks: ['specs.http.path.regex-features', 'specs.http.path.explicit-end'],
    bend: (behaviour) => ({
      ...behaviour,
      pathTest: (pattern) => {
        const quoted = pattern.replace(/\.([*+])|[\\^$.*+?()[\]{}|]/g, (all) =>
          /^\.[*+]$/.test(all) ? all : `\\${all}`,
        );
        return behaviour.pathTest(quoted);
      },
    }),
  },
  {
    name: 'no-path-is-no-match',
    lies: 'A route without a path matches nothing.',
    breaks: ['specs.http.path.omitted', 'specs.http.headers.only'],
    bend: mending(({ path = '(?!)', ...route }) => ({ ...route, path })),
  },
  {
    name: 'no-path-is-the-root',
    lies: 'A route without a path matches the root only.',
    breaks: ['specs.http.path.omitted', 'specs.http.headers.only'],
    bend: mending(({ path = '/$', ...route }) => ({ ...route, path })),
  },
  {
    name: 'no-methods-mean-get',
    lies: 'A route without methods is one for GET.',
    breaks: ['specs.http.methods.omitted', 'specs.http.headers.only'],
    bend: mending(({ methods = ['GET'], ...route }) => ({ ...route, methods })),
  },
  {
    name: 'methods-read-as-one',
    lies: 'A list of methods is compared as one string, so that only a list of one matches.',
    breaks: ['specs.http.methods.list', 'specs.http.methods.star-mixed', 'specs.http.headers.combined'],
    bend: (behaviour) => ({
      ...behaviour,
      methodTest: (methods) => behaviour.methodTest([methods.join()]),
    }),
  },
  {
    name: 'get-implies-head',
    lies: 'A route for GET matches HEAD as well.',
    breaks: ['specs.http.methods.head-not-implied', 'specs.http.methods.each'],
    bend: (behaviour) => ({
      ...behaviour,
      methodTest: (methods) => behaviour.methodTest(methods.includes('GET') ? [...methods, 'HEAD'] : methods),
    }),
  },
  {
    name: 'missing-headers-match',
    lies: 'A filter on a header does not concern requests without it.',
    breaks: [
      'specs.http.headers.absent',
      'specs.http.headers.only',
      'specs.http.headers.request-only',
      'split.matches.header-absent',
    ],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => (header, values) =>
        behaviour.headerTest(headers.filter(([name]) => header(name) !== undefined))(header, values),
    }),
  },
  {
    name: 'headers-of-answers',
    lies: 'A filter on a header that the request lacks is held against what the application will answer.',
    breaks: ['specs.http.headers.request-only'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => {
        const test = behaviour.headerTest(headers);
        const answered = (name: string): string | undefined =>
          name === 'content-type' ? 'application/json' : undefined;
        return (header, values) => test((name) => header(name) ?? answered(name), values);
      },
    }),
  },
  {
    name: 'header-names-as-written',
    lies: 'Names of headers are brought into lower case in requests and not in routes.',
    breaks: ['specs.http.headers.name-case'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => {
        const found = headers.every(([name]) => name === name.toLowerCase());
        return found ? behaviour.headerTest(headers) : () => false;
      },
    }),
  },
  {
    name: 'header-values-in-any-case',
    lies: 'Values of headers are compared without regard to case.',
    breaks: ['specs.http.headers.value-case'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => (header) =>
        headers.every(([name, pattern]) => {
          const value = header(name);
          return value !== undefined && compile(pattern, pattern, 'i').test(value);
        }),
    }),
  },
  {
    name: 'headers-alone-count',
    lies: 'A route with headers matches by its headers alone, whatever its path and methods.',
    breaks: ['specs.http.headers.combined'],
    bend: mending(({ name, headers, ...rest }) =>
      headers === undefined ? { name, ...rest } : { name, headers },
    ),
  },
  {
    name: 'http2-let-in',
    lies: 'Routes do not restrict requests over HTTP/2.',
    breaks: ['specs.http.http2'],
    bend: (behaviour) => ({
      ...behaviour,
      routesTest: (tests) => overHttp2(() => true, behaviour.routesTest(tests)),
    }),
  },
  {
    name: 'http2-matched-by-none',
    lies: 'No route matches a request over HTTP/2.',
    breaks: ['specs.http.http2'],
    bend: (behaviour) => ({
      ...behaviour,
      routesTest: (tests) => overHttp2(() => false, behaviour.routesTest(tests)),
    }),
  },
  {
    name: 'groups-never-reread',
    lies: 'An HTTPRouteGroup keeps the routes that it was created with.',
    breaks: ['specs.http.update', 'split.matches.group-updated'],
    bend: believing('HTTPRouteGroup', (before, now) => (now === undefined ? undefined : (before ?? now))),
  },
  {
    name: 'old-routes-kept',
    lies: 'Routes that are taken out of an HTTPRouteGroup go on matching.',
    breaks: ['specs.http.update', 'split.matches.group-updated'],
    bend: believing('HTTPRouteGroup', (before, now) =>
      before?.kind === 'HTTPRouteGroup' && now?.kind === 'HTTPRouteGroup'
        ? { ...now, routes: [...now.routes, ...before.routes] }
        : now,
    ),
  },
  {
    name: 'shared-groups-tangled',
    lies: 'What the first TrafficTarget takes of an HTTPRouteGroup is what all others get of it.',
    breaks: ['specs.http.shared'],
    bend: (behaviour) => {
      const taken = new WeakMap<HttpRouteGroup, readonly HttpRoute[]>();
      return {
        ...behaviour,
        routesOf: (rule, group) => {
          const routes = taken.get(group) ?? behaviour.routesOf(rule, group);
          taken.set(group, routes);
          return routes;
        },
      };
    },
  },
];

/** Reads each route of a group as another one. */
function mending(mend: (route: HttpRoute) => HttpRoute): Fault['bend'] {
  return (behaviour) => ({
    ...behaviour,
    routesOf: (rule, group) => behaviour.routesOf(rule, group).map(mend),
  });
}

function overHttp2(then: RequestTest, otherwise: RequestTest): RequestTest {
  return (request) => (request.http2 ? then(request) : otherwise(request));
}
