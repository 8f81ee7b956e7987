import type { Json } from '../objects/fields.ts';
import type { SimulatedRequest } from './simulation.ts';
import { get, grant, group, one, oneMay, post, table, testbed, two, type Story } from './story.ts';

/** What one route lets in of some requests. */
const route = (
  fields: Json,
  ...requests: readonly SimulatedRequest[]
): ((behaviour: Parameters<ReturnType<typeof table>>[0]) => unknown) =>
  table([{ name: 'r', ...fields }], oneMay(), requests);

const asked = (...targets: readonly string[]): readonly SimulatedRequest[] =>
  targets.map((target) => get(target));
const by = (...methods: readonly string[]): readonly SimulatedRequest[] =>
  methods.map((method) => ({ method, target: '/items' }));

const insiders: Json = { 'x-group': '^insiders$' };
const inside = { 'x-group': 'insiders' };

export const routeStory: Story = {
  'specs.http.path.explicit-end': route(
    { pathRegex: '/api$' },
    ...asked('/api', '/api/v1', '/apiary', '/x/api'),
  ),
  'specs.http.path.regex-features': table(
    [
      { name: 'alternatives', pathRegex: '/(cats|dogs)$' },
      { name: 'digits', pathRegex: '/items/\\d+$' },
    ],
    oneMay(),
    asked('/cats', '/dogs', '/birds', '/items/42', '/items/none', '/items/42/parts'),
  ),
  'specs.http.path.omitted': route({ methods: ['GET'] }, ...asked('/', '/items'), post('/')),
  'specs.http.methods.star-mixed': route({ methods: ['GET', '*'] }, ...by('GET', 'POST')),
  'specs.http.methods.omitted': route({ pathRegex: '/items' }, ...by('GET', 'POST')),
  'specs.http.methods.each': (behaviour) =>
    ['GET', 'POST'].map((method) =>
      route({ methods: [method] }, ...by('GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'))(behaviour),
    ),
  'specs.http.methods.head-not-implied': route({ methods: ['GET'] }, ...by('GET', 'HEAD')),
  'specs.http.headers.only': route({ headers: insiders }, get('/', inside), get('/'), {
    ...post('/items'),
    headers: inside,
  }),
  'specs.http.headers.combined': route(
    { pathRegex: '/api', methods: ['GET', 'HEAD'], headers: insiders },
    get('/api', inside),
    get('/other', inside),
    get('/api'),
    { ...post('/api'), headers: inside },
  ),
  'specs.http.headers.request-only': route(
    { headers: { 'content-type': '.*json.*' } },
    get('/', { 'content-type': 'application/json' }),
    get('/'),
  ),
  'specs.http.headers.absent': route({ headers: { 'x-group': '.+' } }, get('/', inside), get('/')),
  'specs.http.headers.name-case': route(
    { headers: { 'X-Group': '^insiders$' } },
    get('/', inside),
    get('/', { 'X-GROUP': 'insiders' }),
  ),
  'specs.http.headers.value-case': route(
    { headers: insiders },
    get('/', inside),
    get('/', { 'x-group': 'Insiders' }),
  ),
  'specs.http.http2': route(
    { pathRegex: '/a' },
    get('/a'),
    { ...get('/a'), http2: true },
    { ...get('/b'), http2: true },
  ),
  'specs.http.update': (behaviour) => {
    const mesh = testbed(behaviour);
    grant(mesh, { name: 'one', sources: [one] });
    return ['/old', '/new'].map((pathRegex) => {
      group(mesh, [{ name: 'page', pathRegex }]);
      return ['/old', '/new'].map((target) => mesh.allows('v1', one, { target }));
    });
  },
  'specs.http.shared': table(
    [
      { name: 'read', pathRegex: '/read' },
      { name: 'write', pathRegex: '/write' },
    ],
    [
      { name: 'readers', sources: [one], matches: ['read'] },
      { name: 'writers', sources: [two], matches: ['write'] },
    ],
    asked('/read', '/write'),
  ),
};
