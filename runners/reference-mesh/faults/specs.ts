import { compile, headerTest } from '../behaviour/routes.ts';
import { serviceAccountUri } from '../identity/names.ts';
import type { Fault } from './fault.ts';

/** Faults in what a route matches. */
export const specsFaults: readonly Fault[] = [
  {
    name: 'route-groups-open-access',
    lies: 'An HTTPRouteGroup that no TrafficTarget refers to lets everybody of its namespace in.',
    breaks: ['specs.http.inert', 'ex.access.the-routes'],
    // Whatever has a grant is kept from all others, in permissive mode as well.
    alsoBreaks: ['split', 'ex.split'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) => {
        const routes = [...view.groups.values()].flatMap((group) => group.routes);
        const sources = [...view.pods.values()].map((pod) =>
          serviceAccountUri(view.name, pod.serviceAccount),
        );
        return [
          ...behaviour.together(grants, destination, view),
          { target: 'routes', sources, http: { routes } },
        ];
      },
    }),
  },
  {
    name: 'paths-unanchored',
    lies: 'A path matches wherever the expression occurs in it.',
    breaks: ['specs.http.path.anchored-start', 'specs.http.path.explicit-end'],
    bend: (behaviour) => ({
      ...behaviour,
      pathTest: (pattern) => {
        const regex = compile(pattern, pattern);
        return (path) => regex.test(path);
      },
    }),
  },
  {
    name: 'paths-literal',
    lies: 'The expression for a path is compared as plain text.',
    breaks: ['specs.http.path.wildcard', 'specs.http.methods.single', 'specs.http.path.regex-features'],
    bend: (behaviour) => ({ ...behaviour, pathTest: (pattern) => (path) => path.startsWith(pattern) }),
  },
  {
    name: 'paths-ignored',
    lies: 'A route matches any path.',
    breaks: [
      'specs.http.path.literal',
      'specs.http.path.anchored-start',
      'specs.http.headers.combined',
      'access.deny.unlisted-route',
    ],
    bend: (behaviour) => ({ ...behaviour, pathTest: () => () => true }),
  },
  {
    name: 'methods-ignored',
    lies: 'A route matches any method.',
    breaks: [
      'specs.http.methods.single',
      'specs.http.methods.list',
      'access.deny.unlisted-route',
      'ex.specs.the-routes',
      'specs.http.methods.each',
      'specs.http.headers.combined',
    ],
    bend: (behaviour) => ({ ...behaviour, methodTest: () => () => true }),
  },
  {
    name: 'first-method-only',
    lies: 'Of several methods of a route only the first matches.',
    breaks: ['specs.http.methods.list'],
    bend: (behaviour) => ({
      ...behaviour,
      methodTest: (methods) => behaviour.methodTest(methods.slice(0, 1)),
    }),
  },
  {
    name: 'star-is-no-wildcard',
    lies: 'The method * is taken as the name of a method.',
    breaks: ['specs.http.methods.star', 'specs.http.methods.star-mixed', 'ex.specs.everything'],
    bend: (behaviour) => ({ ...behaviour, methodTest: (methods) => (method) => methods.includes(method) }),
  },
  {
    name: 'headers-ignored',
    lies: 'A route matches whatever the headers of the request.',
    breaks: [
      'specs.http.headers.single',
      'specs.http.headers.and',
      'specs.http.headers.or',
      'ex.specs.iphone',
      'ex.split.ab-test',
      'specs.http.headers.only',
      'specs.http.headers.combined',
      'specs.http.headers.absent',
    ],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({ ...behaviour, headerTest: () => () => true }),
  },
  {
    name: 'any-header-suffices',
    lies: 'Of several headers of a route one is enough.',
    breaks: ['specs.http.headers.and', 'ex.specs.android-insiders', 'split.matches.and-within-route'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => {
        const tests = headers.map(([name, pattern]) => headerTest(name, pattern));
        return (header) => tests.some((test) => test(header));
      },
    }),
  },
  {
    name: 'first-route-only',
    lies: 'Of several routes only the first is looked at.',
    breaks: [
      'specs.http.headers.or',
      'access.rules.matches-omitted',
      'ex.specs.android-or-firefox',
      'split.matches.or-across-routes',
      'split.matches.groups-merged',
      'split.matches.all-routes-used',
    ],
    bend: (behaviour) => ({ ...behaviour, routesTest: (tests) => behaviour.routesTest(tests.slice(0, 1)) }),
  },
];
