import type { JsonObject } from '../../json.ts';

export type Named = JsonObject & { readonly metadata: JsonObject & { readonly name: string } };

export const configMap = (
  name: string,
  data: JsonObject = { colour: 'red' },
  metadata: JsonObject = {},
): Named => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});

export const service = (name: string, spec: JsonObject = {}): Named => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }], ...spec },
});

export const podSpec: JsonObject = {
  serviceAccountName: 'default',
  containers: [
    {
      name: 'agent',
      image: 'node:20-slim',
      command: ['node', '/smi/agent.mjs', 'serve'],
      env: [
        { name: 'AGENT_WORKLOAD', value: 'v1' },
        { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
      ports: [{ name: 'http', containerPort: 8080 }],
      volumeMounts: [{ name: 'program', mountPath: '/smi', readOnly: true }],
      readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
    },
  ],
  volumes: [{ name: 'program', configMap: { name: 'agent' } }],
};

export const pod = (name: string, spec: JsonObject = podSpec): Named => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec,
});

export const deployment = (name: string, spec: JsonObject = {}): Named => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: podSpec },
    ...spec,
  },
});

const birdSchema: JsonObject = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['colour'],
      properties: {
        colour: { type: 'string', enum: ['red', 'blue'] },
        weight: { type: 'integer', minimum: 0, maximum: 1000, default: 3 },
        name: { type: 'string', minLength: 2, maxLength: 8, pattern: '^[a-z]+$' },
        hatched: { type: 'string', format: 'date-time' },
        speed: { 'x-kubernetes-int-or-string': true },
        mate: { type: 'string', nullable: true },
        tags: { type: 'array', maxItems: 3, items: { type: 'string' } },
        songs: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['title'],
          items: {
            type: 'object',
            required: ['title'],
            properties: { title: { type: 'string' }, seconds: { type: 'integer', default: 10 } },
          },
        },
        marks: { type: 'object', additionalProperties: { type: 'integer' } },
        notes: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
    status: { type: 'object', properties: { seen: { type: 'integer' }, place: { type: 'string' } } },
  },
};

/** A kind of its own for each test, because kinds are cluster-wide. */
export function birds(
  suffix: string,
  more: JsonObject = {},
): { readonly definition: Named; readonly path: string; readonly apiVersion: string } {
  const group = `g${suffix}.example.com`;
  return {
    apiVersion: `${group}/v1`,
    path: `${group}/v1/birds`,
    definition: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `birds.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'birds', kind: 'Bird', shortNames: ['bd'] },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            subresources: { status: {} },
            additionalPrinterColumns: [
              { name: 'Colour', type: 'string', jsonPath: '.spec.colour' },
              { name: 'Weight', type: 'integer', jsonPath: '.spec.weight', priority: 1 },
              { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
            ],
            schema: { openAPIV3Schema: birdSchema },
          },
        ],
        ...more,
      },
    },
  };
}

export const bird = (apiVersion: string, name: string, spec: JsonObject): Named => ({
  apiVersion,
  kind: 'Bird',
  metadata: { name },
  spec,
});
