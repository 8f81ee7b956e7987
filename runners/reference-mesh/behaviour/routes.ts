import type { HttpRoute } from '../objects/model.ts';
import type { RequestTest, RequestView, RouteRules } from './behaviour.ts';

export const routeRules: RouteRules = {
  pathTest: (pattern) => {
    const regex = compile(`^(?:${pattern})`, pattern);
    return (path) => regex.test(path);
  },
  methodTest: (methods) => {
    if (methods.includes('*')) return always;
    const wanted = new Set(methods);
    return (method) => wanted.has(method);
  },
  headerTest: (headers) => {
    const tests = headers.map(([name, pattern]) => headerTest(name, pattern));
    return (header) => tests.every((test) => test(header));
  },
  routesTest: (tests) => (request) => tests.some((test) => test(request)),
};

/** The whole condition of some routes under given rules: a route's parts must all hold, an absent part always does. */
export function routesTest(rules: RouteRules, routes: readonly HttpRoute[]): RequestTest {
  return rules.routesTest(routes.map((route) => routeTest(rules, route)));
}

function routeTest(rules: RouteRules, route: HttpRoute): RequestTest {
  const path = route.path === undefined ? always : rules.pathTest(route.path);
  const method = route.methods === undefined ? always : rules.methodTest(route.methods);
  const headers = route.headers === undefined ? always : rules.headerTest(route.headers);
  return (request) => method(request.method) && path(request.path) && headers(request.header);
}

/** A value is searched, not matched as a whole: the documents anchor paths, and say nothing of headers. */
export function headerTest(name: string, pattern: string): (header: RequestView['header']) => boolean {
  const regex = compile(pattern, pattern);
  return (header) => {
    const value = header(name);
    return value !== undefined && regex.test(value);
  };
}

/** An invalid expression matches nothing: it must neither open access nor break other routes. `pattern` must be valid by itself. */
export function compile(source: string, pattern: string): RegExp {
  try {
    return [new RegExp(pattern), new RegExp(source)][1] ?? nothing;
  } catch {
    return nothing;
  }
}

const nothing = /(?!)/;
const always = (): boolean => true;
