import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { anyMethod, grantsExactly, unlessRefused } from './granted.ts';

/** Longer than the fields that some keep a path in. */
const long = 'page'.repeat(520);
/** Longer than the fields that some keep an expression in; only how it goes on tells it from others. */
const longStart = `/guide/${'chapter-'.repeat(40)}`;

// Only the start is anchored by the text; whether the end is too is left open, so no row depends on it.
describeSection('traffic-specs', 'HTTPRouteGroup', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.path.literal', async (context) => {
    const { one } = context.clients;
    const paths = [
      '/metrics',
      '/Api/v1/User-List',
      '/docs/',
      '/~team/items:batch@2,3;x=y',
      '/one/two/three/four/five/six/seven/eight',
      `${longStart}one`,
    ];
    await grantsExactly(
      context,
      paths.map((pathRegex, index) => ({ name: `page-${index + 1}`, pathRegex, methods: ['GET'] })),
      [
        ...paths.map((path) => reached(one, `GET ${path}`)),
        ...['/', '/other', '/Api/v1/Orders', '/docsets', '/one/two/three/four/five/six/seven/nine'].map(
          (path) => denied(one, `GET ${path}`),
        ),
        ...['/~team/items:batch@2,3;x=z', `${longStart}two`].map((path) => denied(one, `GET ${path}`)),
        // What a request would like its path to be is not its path.
        denied(one, 'GET /other', { 'x-original-url': '/metrics', 'x-rewrite-url': '/metrics' }),
      ],
    );
  });

  scenario('specs.http.path.anchored-start', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [
        { name: 'metrics', pathRegex: '/metrics', methods: ['*'] },
        // All of an expression begins there, not its first alternative only; whether it knows any is another question.
        { name: 'cats-or-dogs', pathRegex: '/cats$|/dogs$', methods: ['*'] },
      ],
      [
        reached(one, 'GET /metrics'),
        ...['/x/metrics', '/internal/v1/metrics', '/x/cats', '/x/dogs'].map((path) =>
          denied(one, `GET ${path}`),
        ),
      ],
    );
  });

  scenario('specs.http.path.explicit-end', async (context) => {
    const { one } = context.clients;
    await grantsExactly(
      context,
      [
        { name: 'home', pathRegex: '/$', ...anyMethod },
        { name: 'api', pathRegex: '/api$', ...anyMethod },
        { name: 'end-of-page', pathRegex: '/pages/[a-z]+/end$', ...anyMethod },
      ],
      [
        ...['/', '/api', `/pages/${long}/end`].map((path) => reached(one, `GET ${path}`)),
        ...['/api/v1', '/apiary', '/x/api', `/pages/${long}`, `/pages/${long}/end/x`].map((path) =>
          denied(one, `GET ${path}`),
        ),
      ],
    );
  });

  scenario('specs.http.path.wildcard', async (context) => {
    const { one, two } = context.clients;
    await grantsExactly(
      context,
      Object.entries({ GET: '.*', POST: '/.*', PUT: '^.*$' }).map(([method, pathRegex]) => ({
        name: `every-${method.toLowerCase()}`,
        pathRegex,
        methods: [method],
      })),
      [
        ...['GET', 'POST', 'PUT'].flatMap((method) => [
          reached(one, `${method} /`),
          reached(one, `${method} /metrics`),
          reached(one, `${method} /a/b?c=d`),
          reached(one, `${method} /Files/2024/annual+report.v2.pdf`),
          reached(one, `${method} /deep/down/`),
        ]),
        denied(one, 'DELETE /'),
        denied(two, 'GET /'),
      ],
    );
  });

  // What all dialects have in common; each states its end, so that a search and a match of the whole agree.
  scenario('specs.http.path.regex-features', async (context) => {
    const { one } = context.clients;
    const features: Readonly<Record<string, { regex: string; fits: string[]; differs: string[] }>> = {
      alternatives: { regex: '/(cats|dogs)$', fits: ['/cats', '/dogs'], differs: ['/birds', '/catsup'] },
      either: { regex: '/fish$|/fowl$', fits: ['/fish', '/fowl'], differs: ['/fishfowl'] },
      class: { regex: '/key-[a-f0-9]+$', fits: ['/key-c0ffee'], differs: ['/key-xyz'] },
      digits: { regex: '/items/\\d+$', fits: ['/items/42'], differs: ['/items/none'] },
      optional: { regex: '/colou?r$', fits: ['/color', '/colour'], differs: ['/colouur'] },
      anything: { regex: '/files/.+\\.pdf$', fits: ['/files/a/b.pdf'], differs: ['/files/a/b.png'] },
      dot: { regex: '/v1\\.0$', fits: ['/v1.0'], differs: ['/v1x0'] },
      repeated: { regex: '/years/[0-9]{4}$', fits: ['/years/2024'], differs: ['/years/24', '/years/20240'] },
      group: { regex: '/[a-z]{2}(-[A-Z]{2})?/start$', fits: ['/de-AT/start'], differs: ['/de-at/start'] },
      segment: { regex: '/users/[^/]+/items$', fits: ['/users/b.c/items'], differs: ['/users/b/c/items'] },
      dollar: { regex: '/cost-\\$[0-9]+$', fits: ['/cost-$5'], differs: ['/cost-5'] },
      plus: { regex: '/lang/[Cc]\\+\\+$', fits: ['/lang/C++'], differs: ['/lang/CC', '/lang/C'] },
      anchored: { regex: '^/home$', fits: ['/home'], differs: ['/x/home', '/homes'] },
      slash: { regex: '/docs/$', fits: ['/docs/'], differs: ['/docs/x'] },
      'slash-or-not': { regex: '/teams/?$', fits: ['/teams', '/teams/'], differs: ['/teams/1'] },
      any: { regex: '/item.$', fits: ['/item7', '/item-'], differs: ['/item', '/item77'] },
      word: { regex: '/tags/\\w+$', fits: ['/tags/new_1'], differs: ['/tags/a-b'] },
      between: { regex: '/codes/[A-Z]{2,3}$', fits: ['/codes/DE', '/codes/DEU'], differs: ['/codes/D'] },
      nested: { regex: '/v([0-9]+\\.)*[0-9]+$', fits: ['/v1', '/v1.20.3'], differs: ['/v1.', '/v1x2'] },
      below: { regex: '/down/.*', fits: ['/down/', '/down/a/b'], differs: ['/download'] },
      ending: { regex: '.*\\.json$', fits: ['/x/y.json'], differs: ['/x/y.jsonl', '/x/yjson'] },
      grouped: { regex: '(/red|/blue)$', fits: ['/red', '/blue'], differs: ['/x/blue', '/redblue'] },
    };
    await grantsExactly(
      context,
      Object.entries(features).map(([name, { regex }]) => ({ name, pathRegex: regex, methods: ['GET'] })),
      Object.values(features).flatMap(({ fits, differs }) => [
        ...fits.map((path) => reached(one, `GET ${path}`)),
        ...differs.map((path) => denied(one, `GET ${path}`)),
      ]),
    );
  });
});

describeSection('traffic-specs', 'HTTP header filters', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.http.path.omitted', async (context) => {
    const { one } = context.clients;
    const reads = [
      { name: 'change', pathRegex: '/items', methods: ['PUT'] },
      { name: 'read', methods: ['GET'] },
    ];
    await unlessRefused(context, reads);
    await grantsExactly(context, reads, [
      reached(one, 'PUT /items'),
      denied(one, 'PUT /'),
      reached(one, 'GET /'),
      reached(one, 'GET /items'),
      reached(one, 'GET /items/1/parts?all=1'),
      denied(one, 'POST /items'),
    ]);
  });
});
