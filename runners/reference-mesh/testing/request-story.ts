import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Json } from '../objects/fields.ts';
import { routeStory } from './route-story.ts';
import type { SimulatedRequest, Simulation } from './simulation.ts';
import { get, grant, group, one, oneMay, table, testbed, two, type Story } from './story.ts';

const items = (method: string, headers: Readonly<Record<string, string>> = {}): SimulatedRequest => ({
  method,
  target: '/items',
  headers,
});
const grouped = { 'x-group': 'insiders' };
const longStart = `/${'chapter-'.repeat(40)}`;

/** What the group lets in each time that it is written, and what that of its name does after it. */
function updated(mesh: Simulation, ...states: readonly (readonly Json[])[]): unknown {
  grant(mesh, { name: 'one', sources: [one] });
  const requests = ['/old', '/new'].flatMap((target) => [get(target), get(target, grouped)]);
  const admits = (routes: readonly Json[]): unknown => {
    group(mesh, routes);
    return mesh.allowsEach('v1', one, requests);
  };
  const seen = states.map(admits);
  mesh.delete('httproutegroups', 'group');
  return [...seen, admits([{ name: 'page', pathRegex: '/old' }])];
}

/** What scenarios ask besides the plain question, with inputs that make slips show. */
const more: Readonly<Record<string, (behaviour: Behaviour) => unknown>> = {
  'specs.http.path.literal': table([{ name: 'long', pathRegex: `${longStart}one` }], oneMay(), [
    get(`${longStart}one`),
    get(`${longStart}two`),
    get('/', { 'x-original-url': `${longStart}one` }),
  ]),
  'specs.http.path.omitted': table(
    [
      { name: 'change', pathRegex: '/items', methods: ['PUT'] },
      { name: 'read', methods: ['GET'] },
    ],
    oneMay(),
    [get('/'), items('PUT')],
  ),
  'specs.http.methods.single': table([{ name: 'read', pathRegex: '.*', methods: ['GET'] }], oneMay(), [
    items('POST', { 'x-http-method-override': 'GET' }),
  ]),
  'specs.http.methods.omitted': table(
    [
      { name: 'parts', pathRegex: '/parts', methods: ['PUT'] },
      { name: 'items', pathRegex: '/items' },
    ],
    oneMay(),
    [items('GET')],
  ),
  'specs.http.headers.and': table([{ name: 'both', headers: { 'x-a': '^1$', 'x-b': '^1$' } }], oneMay(), [
    get('/', { 'x-a': '1', 'x-b': '1' }),
    get('/', { 'x-b': '1' }),
  ]),
  'specs.http.headers.only': table(
    [
      { name: 'parts', pathRegex: '/parts', methods: ['PUT'], headers: { 'x-team': '^builders$' } },
      { name: 'insiders', headers: { 'x-group': '^insiders$' } },
    ],
    oneMay(),
    [items('GET', grouped), items('PUT', grouped)],
  ),
  'specs.http.headers.or': table(
    Array.from({ length: 40 }, (_, x) => ({ name: `r${x}`, headers: { 'x-a': `^${x}$` } })),
    oneMay(),
    [get('/', { 'x-a': '39' }), get('/', { 'x-a': '40' })],
  ),
  'specs.http.headers.combined': table(
    [
      { name: 'read', pathRegex: '/items', methods: ['GET'], headers: { 'x-group': '^insiders$' } },
      { name: 'write', pathRegex: '/items', methods: ['PUT'], headers: { 'x-group': '^writers$' } },
    ],
    oneMay(),
    [items('GET', grouped), items('PUT', grouped), items('PUT', { 'x-group': 'writers' })],
  ),
  'specs.http.headers.absent': table([{ name: 'any', headers: { 'x-group': '.*' } }], oneMay(), [get('/')]),
  'specs.http.http2': table(
    [
      { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] },
      { name: 'cookie', pathRegex: '/inside', headers: { cookie: '.*type=insider.*' } },
    ],
    oneMay(),
    [
      { ...get('/inside', { cookie: 'session=1; type=insider' }), http2: true },
      { method: 'POST', target: '/metrics', headers: { 'content-type': 'application/grpc' }, http2: true },
    ],
  ),
  'specs.http.update': (behaviour) =>
    updated(
      testbed(behaviour),
      [
        { name: 'more', pathRegex: '/old' },
        { name: 'page', pathRegex: '/new' },
      ],
      [
        { name: 'more', pathRegex: '/old' },
        { name: 'page', pathRegex: '/new', headers: { 'x-group': '^insiders$' } },
      ],
      [
        { name: 'page', pathRegex: '/new' },
        { name: 'more', pathRegex: '/old' },
      ],
    ),
  'specs.http.shared': table(
    [
      { name: 'read.v1', pathRegex: '/items', methods: ['GET'] },
      { name: 'Read.v1', pathRegex: '/items', methods: ['DELETE'] },
      { name: 'read-v1', pathRegex: '/items', methods: ['PUT'] },
    ],
    [{ name: 'two', sources: [two], matches: ['read.v1'] }],
    [items('GET'), items('DELETE'), items('PUT')],
  ),
};

export const requestStory: Story = Object.fromEntries(
  Object.entries(more).map(([requirement, tell]) => [
    requirement,
    (behaviour: Behaviour): unknown => [routeStory[requirement]?.(behaviour), tell(behaviour)],
  ]),
);
