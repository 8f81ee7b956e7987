import type { RequestView } from '../behaviour/behaviour.ts';
import { compile } from '../behaviour/routes.ts';
import { ofGroup } from '../faults/bend-definition.ts';
import type { Choice } from './choice.ts';

/** Open points of what header filters match, decided otherwise. */
export const headerChoices: readonly Choice[] = [
  {
    name: 'headers-in-full',
    chooses: 'The expression for a header must cover the whole value.',
    shows: { 'specs.http.headers.anchoring': 'full' },
    bend: matchingValues((pattern) => `^(?:${pattern})$`),
  },
  {
    name: 'headers-from-the-start',
    chooses: 'The expression for a header begins to match where the value begins.',
    shows: { 'specs.http.headers.anchoring': 'from-start' },
    bend: matchingValues((pattern) => `^(?:${pattern})`),
  },
  {
    name: 'any-value-counts',
    chooses: 'Of a header that is sent twice either value may fit.',
    shows: { 'specs.http.headers.multi-value': 'any-value' },
    bend: choosingValues((values) => values),
  },
  {
    name: 'first-value-counts',
    chooses: 'Of a header that is sent twice the first value counts.',
    shows: { 'specs.http.headers.multi-value': 'first-value' },
    bend: choosingValues((values) => values.slice(0, 1)),
  },
  {
    name: 'last-value-counts',
    chooses: 'Of a header that is sent twice the last value counts.',
    shows: { 'specs.http.headers.multi-value': 'last-value' },
    bend: choosingValues((values) => values.slice(-1)),
  },
  {
    name: 'one-value-only',
    chooses: 'A header that is sent twice fits no filter.',
    shows: { 'specs.http.headers.multi-value': 'not-matched' },
    bend: choosingValues((values) => (values.length === 1 ? values : [])),
  },
  {
    name: 'host-is-no-header',
    chooses: 'No request has a header named host, as far as filters are concerned.',
    shows: { 'specs.http.headers.host': 'not-matched' },
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => (header, values) =>
        headers.every(([name]) => name !== 'host') && behaviour.headerTest(headers)(header, values),
    }),
  },
  {
    name: 'host-filters-ignored',
    chooses: 'Filters on the host restrict nothing.',
    shows: { 'specs.http.headers.host': 'ignored' },
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => behaviour.headerTest(headers.filter(([name]) => name !== 'host')),
    }),
  },
  {
    name: 'host-filters-refused',
    chooses: 'The definition of HTTPRouteGroup refuses filters on the host.',
    shows: { 'specs.http.headers.host': 'rejected' },
    bendDefinition: ofGroup(['matches', '*', 'headers'], ({ items, ...schema }) =>
      items === undefined ? { ...schema, ...noHost } : { ...schema, items: { ...items, ...noHost } },
    ),
  },
  {
    name: 'no-headers-listed-no-match',
    chooses: 'An empty set of header filters is met by no request.',
    shows: { 'specs.http.headers.empty': 'never-matches' },
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => (headers.length === 0 ? () => false : behaviour.headerTest(headers)),
    }),
  },
  {
    name: 'headers-listed-if-at-all',
    chooses: 'The definition of HTTPRouteGroup refuses an empty set of header filters.',
    shows: { 'specs.http.headers.empty': 'rejected' },
    bendDefinition: ofGroup(['matches', '*', 'headers'], (schema) => ({
      ...schema,
      ...(schema.items === undefined ? { minProperties: 1 } : { minItems: 1 }),
    })),
  },
];

const noHost = { not: { required: ['host'] } } as const;

function matchingValues(source: (pattern: string) => string): NonNullable<Choice['bend']> {
  return (behaviour) => ({
    ...behaviour,
    headerTest: (headers) => {
      const tests = headers.map(([name, pattern]) => {
        const regex = compile(source(pattern), pattern);
        return (header: RequestView['header']) => {
          const value = header(name);
          return value !== undefined && regex.test(value);
        };
      });
      return (header) => tests.every((test) => test(header));
    },
  });
}

/** Each filter must fit one of those values that count. */
function choosingValues(
  counting: (values: readonly string[]) => readonly string[],
): NonNullable<Choice['bend']> {
  return (behaviour) => ({
    ...behaviour,
    headerTest: (headers) => {
      const filters = headers.map(([name, pattern]) => ({ name, regex: compile(pattern, pattern) }));
      return (_header, values) =>
        filters.every(({ name, regex }) => counting(values(name)).some((value) => regex.test(value)));
    },
  });
}
