import { createHash } from 'node:crypto';
import type { Document } from '../discovery/discovery.ts';
import { groupsOf } from '../discovery/resources.ts';
import type { Registry } from '../registry/registry.ts';
import type { Served } from '../registry/resource.ts';
import type { Schema } from '../schema/types.ts';

/** OpenAPI v3: an index, and a document for each group version with the schemas of its kinds. */
export class OpenApi {
  readonly #registry: Registry;
  readonly #documents = new Map<string, Document>();
  #generation = -1;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The document at `/openapi/v3…`, or undefined where there is none. */
  at(path: string): Document | undefined {
    if (this.#generation !== this.#registry.generation) {
      this.#documents.clear();
      this.#generation = this.#registry.generation;
    }
    if (path === '/openapi/v3' || path === '/openapi/v3/') return this.#cached('', () => this.#index());
    const [, , , root, first, second, ...more] = path.split('/');
    const [group, version] = root === 'api' ? ['', first] : [first ?? '', second];
    if (
      version === undefined ||
      more.length > 0 ||
      groupsOf(this.#registry).get(group)?.includes(version) !== true
    )
      return undefined;
    return this.#cached(`${group}/${version}`, () => this.#document(group, version));
  }

  #cached(key: string, make: () => object): Document {
    let document = this.#documents.get(key);
    if (document === undefined) {
      document = { contentType: 'application/json', text: JSON.stringify(make()) };
      this.#documents.set(key, document);
    }
    return document;
  }

  #index(): object {
    const paths = [...groupsOf(this.#registry)].flatMap(([group, versions]) =>
      versions.map((version) => {
        const path = group === '' ? `api/${version}` : `apis/${group}/${version}`;
        const { text } = this.#cached(`${group}/${version}`, () => this.#document(group, version));
        const hash = createHash('sha512').update(text).digest('hex').toUpperCase();
        return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }] as const;
      }),
    );
    return { paths: Object.fromEntries(paths) };
  }

  #document(group: string, version: string): object {
    const served = this.#registry.served(group, version);
    return {
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: 'v1.34.0' },
      paths: Object.fromEntries(served.flatMap(pathsOf)),
      components: { schemas: Object.fromEntries(served.map((each) => [schemaName(each), schemaOf(each)])) },
    };
  }
}

/** Reverse domain, version, kind: `io.smi-spec.split.v1alpha4.TrafficSplit`. */
const schemaName = ({ type, version }: Served): string =>
  type.custom
    ? `${type.group.split('.').reverse().join('.')}.${version.name}.${type.kind}`
    : `io.k8s.api.${type.group === '' ? 'core' : (type.group.split('.')[0] ?? '')}.${version.name}.${type.kind}`;

const kindOf = ({ type, version }: Served): object => ({
  group: type.group,
  version: version.name,
  kind: type.kind,
});

/** The schema in plain OpenAPI: what is an integer or a string is said in its words, too. */
function published(schema: Schema): Schema {
  const { properties, additionalProperties, items } = schema;
  return {
    ...schema,
    ...(schema['x-kubernetes-int-or-string'] === true
      ? { anyOf: [{ type: 'integer' }, { type: 'string' }] }
      : {}),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, below]) => [name, published(below)]),
          ),
        }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: published(additionalProperties) }
      : {}),
    ...(items === undefined ? {} : { items: published(items) }),
  };
}

const schemaOf = (served: Served): Schema & object => ({
  ...published(served.version.schema),
  'x-kubernetes-group-version-kind': [kindOf(served) as Record<string, unknown>],
});

const parameter = (name: string, description: string): object => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string', uniqueItems: true },
});

const writeParameters = [
  parameter('dryRun', 'All: nothing is stored.'),
  parameter('fieldManager', 'The name that written fields are owned under.'),
  parameter('fieldValidation', 'Ignore, Warn or Strict: what to do about unknown fields.'),
];

function pathsOf(served: Served): readonly (readonly [string, object])[] {
  const { type, version } = served;
  const root = type.group === '' ? `/api/${version.name}` : `/apis/${type.group}/${version.name}`;
  const base = type.namespaced
    ? `${root}/namespaces/{namespace}/${type.resource}`
    : `${root}/${type.resource}`;
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName(served)}` } } };
  const operation = (action: string, parameters: readonly object[] = []): object => ({
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kindOf(served),
    parameters,
    responses: { '200': { description: 'OK', content } },
  });
  return [
    [base, { get: operation('list'), post: operation('post', writeParameters) }],
    [
      `${base}/{name}`,
      {
        get: operation('get'),
        put: operation('put', writeParameters),
        patch: operation('patch', [
          ...writeParameters,
          parameter('force', 'Take over fields of other managers.'),
        ]),
        delete: operation('delete'),
      },
    ],
  ];
}
