import { isRecord, type KubernetesClient } from '../../../fixtures/kubernetes/index.ts';

interface Action {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
}

/** What a run does on a cluster; installing a mesh may need more. */
const actions: readonly Action[] = [
  ...['create', 'delete', 'list'].map((verb) => ({ verb, group: '', resource: 'namespaces' })),
  ...['pods', 'services', 'configmaps', 'serviceaccounts'].map((resource) => ({
    verb: 'create',
    group: '',
    resource,
  })),
  { verb: 'get', group: '', resource: 'pods' },
  // A restart of the mesh's control plane.
  { verb: 'list', group: '', resource: 'pods' },
  { verb: 'delete', group: '', resource: 'pods' },
  { verb: 'watch', group: '', resource: 'pods' },
  { verb: 'create', group: '', resource: 'pods', subresource: 'exec' },
  { verb: 'create', group: 'apps', resource: 'deployments' },
  { verb: 'patch', group: 'apps', resource: 'deployments' },
  ...['create', 'get', 'list', 'watch', 'update', 'patch', 'delete'].flatMap((verb) => [
    { verb, group: 'split.smi-spec.io', resource: 'trafficsplits' },
    { verb, group: 'access.smi-spec.io', resource: 'traffictargets' },
    { verb, group: 'specs.smi-spec.io', resource: 'httproutegroups' },
    { verb, group: 'specs.smi-spec.io', resource: 'tcproutes' },
  ]),
];

/** The actions of a run that this user may not do, in all namespaces, as words: `create pods/exec`. */
export async function forbiddenActions(
  client: Pick<KubernetesClient, 'request'>,
): Promise<readonly string[]> {
  const answers = await Promise.all(
    actions.map(async ({ verb, group, resource, subresource = '' }) => {
      const review = await client.request({
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { verb, group, resource, subresource } },
        },
      });
      const allowed = isRecord(review) && isRecord(review['status']) && review['status']['allowed'] === true;
      const name = [resource, ...(group === '' ? [] : [group])].join('.');
      return allowed ? [] : [`${verb} ${name}${subresource === '' ? '' : `/${subresource}`}`];
    }),
  );
  return answers.flat();
}
