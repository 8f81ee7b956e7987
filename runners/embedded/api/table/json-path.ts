import { isArray, isObject } from '../json.ts';

/**
 * The values at a simple JSON path, as printer columns use them: `.spec.names[0]`, `.spec.ports[*].port`,
 * `.status.conditions[?(@.type=="Ready")].status`, `.metadata.annotations['a\.b']`.
 */
export function jsonPath(value: unknown, path: string): readonly unknown[] {
  return steps(path).reduce<readonly unknown[]>(
    (values, step) => values.flatMap((each) => follow(each, step)),
    [value],
  );
}

const stepPattern =
  /\.?\[\?\(@\.([^=!]+?)\s*==\s*["']([^"']*)["']\)\]|\.?\[(\*|-?\d+)\]|\.?\[['"]([^'"]+)['"]\]|\.((?:[^.[\]\\]|\\.)+)/g;

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number | '*' }
  | { readonly kind: 'filter'; readonly path: string; readonly equals: string };

const parsed = new Map<string, readonly Step[]>();

function steps(path: string): readonly Step[] {
  let found = parsed.get(path);
  if (found === undefined) {
    found = [...path.matchAll(stepPattern)].map(([, filter, equals = '', index, quoted, plain]): Step => {
      if (filter !== undefined) return { kind: 'filter', path: `.${filter}`, equals };
      if (index !== undefined) return { kind: 'index', index: index === '*' ? '*' : Number(index) };
      return { kind: 'field', name: (quoted ?? plain ?? '').replace(/\\(.)/g, '$1') };
    });
    parsed.set(path, found);
  }
  return found;
}

function follow(value: unknown, step: Step): readonly unknown[] {
  switch (step.kind) {
    case 'field': {
      const found = isObject(value) && Object.hasOwn(value, step.name) ? value[step.name] : undefined;
      return found === undefined ? [] : [found];
    }
    case 'index':
      if (!isArray(value)) return [];
      return step.index === '*' ? value : value.slice(step.index).slice(0, 1);
    case 'filter':
      return isArray(value) ? value.filter((item) => jsonPath(item, step.path)[0] === step.equals) : [];
  }
}
