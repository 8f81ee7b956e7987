import type { Json } from '../objects/fields.ts';
import type { SimulatedRequest } from './simulation.ts';
import {
  all,
  get,
  grant,
  group,
  metrics,
  one,
  oneMay,
  post,
  table,
  testbed,
  two,
  type Story,
} from './story.ts';

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
  'specs.http.path.literal': table(
    [metrics, { name: 'users', pathRegex: '/Api/Users' }, { name: 'docs', pathRegex: '/docs/' }],
    oneMay(),
    ['/metrics', '/other', '/Api/Users', '/docs/'].map((path) => get(path)),
  ),
  'specs.http.path.anchored-start': table(
    [metrics, { name: 'pets', pathRegex: '/cats|/dogs' }],
    oneMay(),
    ['/metrics', '/dogs', '/x/metrics', '/x/dogs'].map((path) => get(path)),
  ),
  'specs.http.path.wildcard': table([all], oneMay(), [get('/'), post('/a/b?c=d')]),
  'specs.http.methods.single': table([{ name: 'r', pathRegex: '.*', methods: ['GET'] }], oneMay(), [
    get('/i'),
    post('/i'),
  ]),
  'specs.http.methods.list': table(
    [{ name: 'r', methods: ['HEAD', 'GET'] }],
    oneMay(),
    ['GET', 'HEAD', 'PUT'].map((method) => ({ method, target: '/i' })),
  ),
  'specs.http.methods.star': table([{ name: 'r', methods: ['*'] }], oneMay(), [get('/i'), post('/i')]),
  'specs.http.headers.single': table(
    [{ name: 'r', pathRegex: '.*', headers: { 'user-agent': '.*Chrome.*' } }],
    oneMay(),
    [
      get('/', { 'user-agent': 'Mozilla/5.0 (KHTML, like Gecko) Chrome/130.0' }),
      get('/', { 'user-agent': 'Firefox' }),
      get('/', { user_agent: 'Chrome/130.0' }),
    ],
  ),
  'specs.http.headers.and': table(
    [{ name: 'r', pathRegex: '.*', headers: { 'x-a': '^1$', 'x-b': '^2$', 'x-c': '3$' } }],
    oneMay(),
    [
      get('/', { 'x-a': '1', 'x-b': '2', 'x-c': '3' }),
      get('/', { 'x-a': '1', 'x-c': '3' }),
      get('/', { 'x-a': '1', 'x-b': '3', 'x-c': '3' }),
      get('/', { 'x-a': '1', 'x-b': '2' }),
      get('/', { 'x-a': '1', 'x-b': '2', 'x-c': `${'0'.repeat(300)}3` }),
    ],
  ),
  'specs.http.headers.or': table(
    Array.from({ length: 10 }, (_, x) => ({ name: `r${x}`, pathRegex: '.*', headers: { 'x-a': `^${x}$` } })),
    oneMay(),
    [get('/', { 'x-a': '1' }), get('/', { 'x-a': '9' }), get('/', { 'x-a': '10' })],
  ),
  'specs.http.path.explicit-end': route(
    { pathRegex: '/(api|[a-z]+/end)$' },
    ...asked('/api', '/api/v1', '/apiary', '/x/api', `/${'a'.repeat(300)}/end`),
  ),
  'specs.http.path.regex-features': table(
    [
      { name: 'alternatives', pathRegex: '/(cats|dogs)$' },
      { name: 'digits', pathRegex: '/items/\\d+$' },
      { name: 'anything', pathRegex: '/files/.+\\.pdf$' },
      { name: 'repeated', pathRegex: '/years/[0-9]{4}$' },
      { name: 'group', pathRegex: '/[a-z]{2}(-[A-Z]{2})?/start$' },
      { name: 'segment', pathRegex: '/users/[^/]+/items$' },
      { name: 'dot', pathRegex: '/v1\\.0$' },
      { name: 'plus', pathRegex: '/c\\+\\+$' },
      { name: 'slash', pathRegex: '/docs/$' },
    ],
    oneMay(),
    [
      ...asked('/cats', '/dogs', '/birds', '/items/42', '/items/none', '/items/42/parts', '/files/a/b.pdf'),
      ...asked('/years/2024', '/de-AT/start', '/users/b/items', '/v1.0', '/c++', '/docs/'),
    ],
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
  'specs.http.headers.absent': route(
    { pathRegex: '.*', headers: { 'x-group': '.+' } },
    get('/', inside),
    get('/'),
  ),
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
    { pathRegex: '/a', headers: insiders },
    get('/a', inside),
    ...[get('/a', inside), get('/b', inside), get('/a')].map((request) => ({ ...request, http2: true })),
  ),
  'specs.http.update': (behaviour) => {
    const mesh = testbed(behaviour);
    grant(mesh, { name: 'one', sources: [one] });
    const admits = (route: Json): readonly boolean[] => {
      group(mesh, [{ name: 'page', ...route }]);
      return [get('/old'), post('/old'), get('/new')].map((request) => mesh.allows('v1', one, request));
    };
    const updated = [
      { pathRegex: '/old', methods: ['GET'] },
      { pathRegex: '/old', methods: ['POST'] },
      { pathRegex: '/new' },
    ].map(admits);
    mesh.delete('httproutegroups', 'group');
    return [...updated, admits({ pathRegex: '/old' })];
  },
  'specs.http.shared': table(
    [
      { name: 'read', pathRegex: '/items', methods: ['GET'] },
      { name: 'read-write', pathRegex: '/items', methods: ['POST'] },
    ],
    [
      { name: 'readers', sources: [one], matches: ['read'] },
      { name: 'writers', sources: [two], matches: ['read-write'] },
    ],
    by('GET', 'POST'),
  ),
};
