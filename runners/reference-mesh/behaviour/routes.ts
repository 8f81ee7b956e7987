import type { HttpRoute } from '../objects/model.ts';
import type { RequestTest, RequestView, RouteRules } from './behaviour.ts';
import { policyPath } from './path.ts';

export const routeRules: RouteRules = {
  pathOf: policyPath,
  // The documents anchor the start; of the end they say nothing, and there a search ends anywhere.
  pathTest: (pattern) => {
    const regex = compile(`^(?:${pattern})`, pattern);
    return (path) => regex.test(path);
  },
  methodTest: (methods) => {
    // An empty list restricts as little as none. (The documents leave it open.)
    if (methods.length === 0 || methods.includes('*')) return always;
    const wanted = new Set(methods);
    return (method) => wanted.has(method);
  },
  headerTest: (headers) => {
    const tests = headers.map(([name, pattern]) => headerTest(name, pattern));
    return (header) => tests.every((test) => test(header));
  },
  // What restricts nothing matches everything. (The documents leave it open.)
  bareTest: always,
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
  const bare = [route.path, route.methods, route.headers].every((part) => part === undefined);
  if (bare) return rules.bareTest;
  return (request) => method(request.method) && path(request.path) && headers(request.header, request.values);
}

/**
 * Names are compared without regard to case, as HTTP has it. A value is searched, not matched as a whole: the documents anchor paths, and say nothing of headers. Several values are
 * one, joined, as HTTP allows.
 */
export function headerTest(name: string, pattern: string): (header: RequestView['header']) => boolean {
  const regex = compile(pattern, pattern);
  return (header) => {
    const value = header(name);
    return value !== undefined && regex.test(value);
  };
}

/** An invalid expression matches nothing: it must neither open access nor break other routes. `pattern` must be valid by itself. */
export function compile(source: string, pattern: string, flags = ''): RegExp {
  try {
    return [new RegExp(pattern), new RegExp(source, flags)][1] ?? nothing;
  } catch {
    return nothing;
  }
}

export function isExpression(pattern: string): boolean {
  return compile(pattern, pattern) !== nothing;
}

const nothing = /(?!)/;

function always(): boolean {
  return true;
}
