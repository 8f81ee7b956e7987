import type { Behaviour, RouteRules } from '../behaviour/behaviour.ts';
import type { HttpRoute } from '../objects/model.ts';
import type { Fault } from './fault.ts';

/** Faults in which requests meet the conditions of a split. What TrafficTargets make of the same routes stays as it is. */
export const conditionRouteFaults: readonly Fault[] = [
  {
    name: 'absent-headers-match',
    lies: 'A condition on a header holds for requests that do not have it.',
    breaks: ['split.matches.header-absent'],
    alsoBreaks: ['split.matches.*'],
    bend: testing((headers, { headerTest }) => {
      const test = headerTest(headers);
      return (header, values) =>
        headers.every(([name]) => header(name) === undefined) || test(header, values);
    }),
  },
  {
    name: 'any-header-meets-conditions',
    lies: 'Of several headers of a route in a condition one is enough.',
    breaks: ['split.matches.and-within-route'],
    bend: testing((headers, { headerTest }) => {
      const tests = headers.map((header) => headerTest([header]));
      return (header, values) => tests.some((test) => test(header, values));
    }),
  },
  {
    name: 'every-condition-must-hold',
    lies: 'A request must meet all routes that a split refers to.',
    breaks: [
      'split.matches.or-across-routes',
      'split.matches.groups-merged',
      'split.matches.all-routes-used',
    ],
    bend: (behaviour) => ({
      ...behaviour,
      conditionTest: (routes, rules) => {
        const tests = routes.map((route) => behaviour.conditionTest([route], rules));
        return (request) => tests.length > 0 && tests.every((test) => test(request));
      },
    }),
  },
  {
    name: 'any-part-of-a-route-suffices',
    lies: 'Of the path, the methods and the headers of a route in a condition one is enough.',
    breaks: ['split.matches.path-and-header'],
    bend: (behaviour) => ({
      ...behaviour,
      conditionTest: (routes, rules) => behaviour.conditionTest(routes.flatMap(partsOf), rules),
    }),
  },
  {
    name: 'header-names-as-spelled',
    lies: 'A condition on a header holds only where its name is spelled as in the route.',
    breaks: ['split.matches.header-name-case'],
    bend: testing((headers, { headerTest }) => {
      const test = headerTest(headers);
      return (header, values) => test((name) => header(name, 'as-spelled'), values);
    }),
  },
  {
    name: 'lazy-quantifiers-unknown',
    lies: 'A condition whose expression has a lazy quantifier holds for nothing.',
    breaks: ['split.matches.cookie-example'],
    bend: testing((headers, { headerTest }) =>
      headers.some(([, pattern]) => /[*+?}]\?/.test(pattern)) ? () => false : headerTest(headers),
    ),
  },
  {
    name: 'newer-http-meets-no-condition',
    lies: 'A request over HTTP/2 meets no condition.',
    breaks: ['split.matches.http2'],
    bend: (behaviour) => ({
      ...behaviour,
      conditionTest: (routes, rules) => {
        const test = behaviour.conditionTest(routes, rules);
        return (request) => !request.http2 && test(request);
      },
    }),
  },
];

type HeaderRule = (
  headers: NonNullable<HttpRoute['headers']>,
  rules: RouteRules,
) => ReturnType<RouteRules['headerTest']>;

/** Looks at headers otherwise, in the conditions of splits alone. */
function testing(rule: HeaderRule): Fault['bend'] {
  return (behaviour: Behaviour): Behaviour => ({
    ...behaviour,
    conditionTest: (routes, rules) =>
      behaviour.conditionTest(routes, { ...rules, headerTest: (headers) => rule(headers, rules) }),
  });
}

/** A route for each thing that a route says. */
function partsOf({ name, path, methods, headers }: HttpRoute): readonly HttpRoute[] {
  return [
    ...(path === undefined ? [] : [{ name, path }]),
    ...(methods === undefined ? [] : [{ name, methods }]),
    ...(headers === undefined ? [] : [{ name, headers }]),
  ];
}
