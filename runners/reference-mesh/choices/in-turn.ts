import type { Behaviour, RouteRules } from '../behaviour/behaviour.ts';
import { compile, isExpression } from '../behaviour/routes.ts';
import type { Choice } from './choice.ts';
import { isGrpc, theNine, withoutLast, withQuery } from './routes.ts';

/** Open points decided now one way and now the other, so that no single reading holds. */
export const choicesInTurn: readonly Choice[] = [
  {
    name: 'open-points-in-turn',
    chooses: 'What the documents leave open of routes is decided one way and the other in turn.',
    shows: {
      'specs.http.path.anchored-end': 'mixed',
      'specs.http.path.trailing-example': 'mixed',
      'specs.http.path.case': 'mixed',
      'specs.http.path.query': 'mixed',
      'specs.http.path.invalid-regex': 'mixed',
      'specs.http.methods.empty-list': 'mixed',
      'specs.http.methods.non-standard': 'mixed',
      'specs.http.name-only-route': 'mixed',
      'specs.http.grpc': 'mixed',
      'specs.http.headers.anchoring': 'mixed',
      'specs.http.headers.multi-value': 'mixed',
      'specs.http.headers.host': 'mixed',
      'specs.http.headers.empty': 'mixed',
    },
    bend: (behaviour) => ({ ...behaviour, ...inTurn(behaviour, otherwise(behaviour)) }),
  },
];

/** Every open point of routes decided otherwise at once. */
function otherwise(behaviour: Behaviour): RouteRules {
  return {
    ...behaviour,
    pathOf: withQuery,
    pathTest: (pattern) => {
      const regex = compile(`^(?:${withoutLast(pattern)})(?:\\?.*)?$`, pattern, 'i');
      return (path) => !isExpression(pattern) || regex.test(path);
    },
    methodTest: (methods) => (method) =>
      theNine.test(method) && methods.length > 0 && behaviour.methodTest(methods)(method),
    headerTest: (headers) => (_header, values) =>
      headers.length > 0 &&
      headers.every(
        ([name, pattern]) =>
          name !== 'host' && values(name).some((value) => compile(`^(?:${pattern})$`, pattern).test(value)),
      ),
    bareTest: () => false,
    routesTest: (tests) => (request) => !isGrpc(request) && behaviour.routesTest(tests)(request),
  };
}

/** What both sets of rules say alike is so; where they differ, now one of them is right and now the other. */
export function inTurn(one: RouteRules, other: RouteRules): RouteRules {
  return {
    pathOf: takingTurns(one.pathOf, other.pathOf),
    pathTest: (pattern) => takingTurns(one.pathTest(pattern), other.pathTest(pattern)),
    methodTest: (methods) => takingTurns(one.methodTest(methods), other.methodTest(methods)),
    headerTest: (headers) => takingTurns(one.headerTest(headers), other.headerTest(headers)),
    bareTest: takingTurns(one.bareTest, other.bareTest),
    routesTest: (tests) => takingTurns(one.routesTest(tests), other.routesTest(tests)),
  };
}

function takingTurns<Asked extends readonly unknown[], Said>(
  one: (...of: Asked) => Said,
  other: (...of: Asked) => Said,
): (...of: Asked) => Said {
  let turn = false;
  return (...of) => {
    const [said, instead] = [one(...of), other(...of)];
    if (said === instead) return said;
    turn = !turn;
    return turn ? said : instead;
  };
}
