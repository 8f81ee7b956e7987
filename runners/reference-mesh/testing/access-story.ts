import type { Json } from '../objects/fields.ts';
import {
  all,
  elsewhere,
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

const ping: Json = { name: 'ping', pathRegex: '/ping', methods: ['*'] };

export const accessStory: Story = {
  'access.default-deny': table([], [], [get('/')]),
  // The field is that by which a side-car tells connections apart.
  'access.allow.listed-source': table([{ ...all, pathRegex: '/orders' }], oneMay(), [
    post('/orders/1'),
    ...['/', '/orders/1'].map((path) => get(path, { 'x-smi-reference-connection': 'held' })),
  ]),
  'access.deny.unlisted-source': table([metrics, ping], oneMay(), [get('/metrics'), post('/ping')]),
  // A simulated request has no connection, so there the behaviour speaks for itself.
  'access.deny.unlisted-route': (behaviour) => [
    table([metrics], oneMay(), [
      ...[get('/metrics'), post('/metrics'), get('/elsewhere')],
      { ...get('/metrics', { 'access-control-request-method': 'GET' }), method: 'OPTIONS' },
    ])(behaviour),
    behaviour.grantsLastFor === 'whatever-follows',
  ],
  'access.deny.app-not-reached': table([metrics], oneMay(), [
    get('/metrics'),
    { method: 'PUT', target: '/metrics' },
  ]),
  'access.sources.multiple': table([all], [{ name: 'both', sources: [one, two] }], [get('/')]),
  'access.additive.union': table(
    [
      { name: 'read', pathRegex: '/orders', methods: ['GET'] },
      { name: 'write', pathRegex: '/orders', methods: ['POST'] },
    ],
    [
      { name: 'orders.read', sources: [one], matches: ['read'] },
      { name: 'orders-read', sources: [two], matches: ['write'] },
    ],
    [get('/orders'), post('/orders')],
  ),
  'access.rules.matches-subset': table([metrics, all], oneMay('metrics'), [
    get('/metrics'),
    get('/x'),
    post('/metrics'),
  ]),
  'access.rules.matches-omitted': table([metrics, ping], oneMay(), [
    get('/metrics'),
    get('/ping'),
    get('/x'),
  ]),
  'access.l7.example': table(
    [{ name: 'api', pathRegex: '/api', methods: ['*'] }, metrics],
    [
      { name: 'm', sources: [elsewhere], matches: ['metrics'] },
      { name: 'a', sources: [one, two], matches: ['api'] },
    ],
    [get('/api'), post('/api'), get('/metrics'), post('/metrics'), get('/x')],
  ),
  'access.lifecycle.create': table([all], oneMay(), [get('/')]),
  'access.lifecycle.delete': (behaviour) => {
    const mesh = testbed(behaviour);
    group(mesh, [all]);
    grant(mesh, { name: 'one', sources: [one] });
    mesh.delete('traffictargets', 'one');
    const deleted = mesh.allows('v1', one, get('/'));
    grant(mesh, { name: 'one', sources: [one] });
    const again = mesh.allows('v1', one, get('/'));
    mesh.delete('traffictargets', 'one');
    grant(mesh, { name: 'one', sources: [two] });
    return [deleted, again, ...[one, two].map((client) => mesh.allows('v1', client, get('/')))];
  },
  'specs.http.inert': (behaviour) => {
    const mesh = testbed(behaviour);
    group(mesh, [all], 'other');
    const alone = mesh.allows('v1', one, get('/'));
    group(mesh, [{ ...metrics, name: 'all' }]);
    grant(mesh, { name: 'one', sources: [one], matches: ['all'] });
    return [alone, mesh.allows('v1', one, get('/'))];
  },
};
