import type { Behaviour, RequestView } from '../behaviour/behaviour.ts';
import type { HttpRoute } from '../objects/model.ts';
import type { Fault } from './fault.ts';
import { throughRoutes } from './through-routes.ts';

/** Slips that show only with headers of a certain look, in a certain number or company. */
export const headerSlips: readonly Fault[] = [
  {
    name: 'values-end-at-comma',
    lies: 'Of the value of a header what follows the first comma is not looked at.',
    breaks: ['specs.http.headers.single'],
    alsoBreaks: ['split.matches.*', 'ex.*'],
    bend: (behaviour) =>
      throughHeaders(behaviour, (header) => (name, spelling) => header(name, spelling)?.split(',')[0]),
  },
  {
    name: 'long-values-cut',
    lies: 'Of the value of a header the first 255 characters are looked at.',
    breaks: ['specs.http.headers.and'],
    bend: (behaviour) =>
      throughHeaders(behaviour, (header) => (name, spelling) => header(name, spelling)?.slice(0, 255)),
  },
  {
    name: 'third-header-unasked',
    lies: 'Of the headers of a route the third and what follows are not asked for.',
    breaks: ['specs.http.headers.and'],
    alsoBreaks: ['split.matches.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => behaviour.headerTest(headers.slice(0, 2)),
    }),
  },
  {
    name: 'catch-all-drops-headers',
    lies: 'A route whose path lets everything through is one for everything, so that its headers are not asked for.',
    breaks: ['specs.http.headers.single', 'specs.http.headers.and'],
    alsoBreaks: ['split.matches.*', 'ex.*'],
    bend: (behaviour) => throughRoutes(behaviour, (routes) => routes.map(caughtAll)),
  },
  {
    name: 'http2-headers-unasked',
    lies: 'Over HTTP/2 routes are held to their paths and methods, and not to their headers.',
    breaks: ['specs.http.http2', 'split.matches.http2'],
    bend: withoutHeadersOverHttp2,
  },
];

/** Bends how a filter looks up the headers of a request. */
function throughHeaders(
  behaviour: Behaviour,
  change: (header: RequestView['header']) => RequestView['header'],
): Behaviour {
  return {
    ...behaviour,
    headerTest: (headers) => {
      const test = behaviour.headerTest(headers);
      return (header, values) => test(change(header), values);
    },
  };
}

const catchAll: ReadonlySet<string> = new Set(['.*', '/.*', '^.*', '^/.*']);

function caughtAll(route: HttpRoute): HttpRoute {
  const { name, path, methods } = route;
  if (path === undefined || !catchAll.has(path)) return route;
  return { name, path, ...(methods === undefined ? {} : { methods }) };
}

/** No header has such a name: it carries word of the protocol to the filters. */
const mark = '\0http/2';

function withoutHeadersOverHttp2(behaviour: Behaviour): Behaviour {
  const marked = (request: RequestView): RequestView => ({
    ...request,
    header: (name, spelling) => (name === mark ? '' : request.header(name, spelling)),
  });
  return {
    ...behaviour,
    headerTest: (headers) => {
      const test = behaviour.headerTest(headers);
      return (header, values) => header(mark) !== undefined || test(header, values);
    },
    routesTest: (tests) => {
      const test = behaviour.routesTest(tests);
      return (request) => test(request.http2 ? marked(request) : request);
    },
  };
}
