import type { Manifest } from '../../fixtures/smi/model.ts';
import type { ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

type SplitSpec = Readonly<Record<string, unknown>>;

/** A split written by hand: these scenarios are about what a well-behaved client would never write. */
function manifest(context: ScenarioContext, spec: SplitSpec): Manifest {
  return {
    apiVersion: `split.smi-spec.io/${context.version}`,
    kind: 'TrafficSplit',
    metadata: { name: context.nameFor('schema'), namespace: context.namespace },
    spec,
  };
}

const one = { service: 'website-v1', weight: 1 };
const minimal: SplitSpec = { service: 'website', backends: [one] };
const withBackend = (backend: SplitSpec): SplitSpec => ({ service: 'website', backends: [one, backend] });
const withMatches = (matches: readonly unknown[]): SplitSpec => ({ ...minimal, matches });

/** Shows first that the sound form is taken, so that a refusal is for the one thing that differs. */
async function refusesOnly(context: ScenarioContext, what: string, spec: SplitSpec): Promise<void> {
  await context.admission.accepts('the same split without the fault', manifest(context, minimal));
  await context.admission.refuses(what, manifest(context, spec));
}

/** Records which way an open question is answered. */
async function observeAdmission(context: ScenarioContext, what: string, spec: SplitSpec): Promise<void> {
  const { accepted, words } = await context.admission.answers(manifest(context, spec));
  context.observe(accepted ? 'accepted' : 'rejected', `${what}: ${words}`);
}

describeSection('traffic-split', 'Specification', {}, () => {
  scenario('split.schema.valid-minimal', async (context) => {
    await context.admission.accepts('a split with one backend of weight 1', manifest(context, minimal));
  });

  scenario('split.schema.service-required', async (context) => {
    await refusesOnly(context, 'a split without a root service', { backends: [one] });
  });

  scenario('split.schema.backends-required', async (context) => {
    await refusesOnly(context, 'a split without backends', { service: 'website' });
  });

  scenario('split.schema.backend-service-required', async (context) => {
    await refusesOnly(context, 'a backend without a service', withBackend({ weight: 1 }));
  });

  scenario('split.schema.backend-weight-required', async (context) => {
    await refusesOnly(context, 'a backend without a weight', withBackend({ service: 'website-v2' }));
  });

  scenario('split.schema.weight-string-rejected', async (context) => {
    await refusesOnly(
      context,
      'the weight "10" as a string',
      withBackend({ service: 'website-v2', weight: '10' }),
    );
    await context.admission.refuses(
      'the weight 500m',
      manifest(context, withBackend({ service: 'website-v2', weight: '500m' })),
    );
  });

  scenario('split.schema.weight-quantity', async (context) => {
    for (const weight of ['10m', '1', '1500m', 1]) {
      await context.admission.accepts(
        `the weight ${JSON.stringify(weight)}`,
        manifest(context, withBackend({ service: 'website-v2', weight })),
      );
    }
  });

  scenario('split.schema.weight-whole', async (context) => {
    await observeAdmission(context, 'The weight 0.5', withBackend({ service: 'website-v2', weight: 0.5 }));
  });

  scenario('split.schema.weight-zero', async (context) => {
    const weight = context.version === 'v1alpha1' ? '0m' : 0;
    await context.admission.accepts(
      'a weight of zero',
      manifest(context, withBackend({ service: 'website-v2', weight })),
    );
  });

  scenario('split.schema.weight-negative', async (context) => {
    await observeAdmission(context, 'The weight -1', withBackend({ service: 'website-v2', weight: -1 }));
  });

  scenario('split.schema.weight-large', async (context) => {
    for (const weight of [1_000_000, 2_147_483_647]) {
      await context.admission.accepts(
        `the weight ${weight}`,
        manifest(context, withBackend({ service: 'website-v2', weight })),
      );
    }

    // Their sum is no 32-bit integer any more, and needs not be one.
    const root = await context.service('website', { pods: 'v0' });
    const v1 = await context.service('website-v1', { pods: 'v1' });
    const v2 = await context.service('website-v2', { pods: 'v2' });
    await context.split(root, { [v1]: 1_500_000_000, [v2]: 1_000_000_000 });
    await context.client.calls(root).areShared({ v1: 3, v2: 2 });
  });

  scenario('split.schema.empty-backends', async (context) => {
    await observeAdmission(context, 'An empty list of backends', { service: 'website', backends: [] });
  });

  scenario('split.schema.duplicate-backend', async (context) => {
    await observeAdmission(context, 'The same backend twice', withBackend(one));
  });

  scenario('split.schema.matches-optional', async (context) => {
    await context.admission.accepts('a split without matches', manifest(context, minimal));
    await context.admission.accepts(
      'a split with a match on an HTTPRouteGroup',
      manifest(context, withMatches([{ kind: 'HTTPRouteGroup', name: 'firefox' }])),
    );
  });

  scenario('split.schema.matches-kind', async (context) => {
    await refusesOnly(
      context,
      'a match of kind TCPRoute',
      withMatches([{ kind: 'TCPRoute', name: 'firefox' }]),
    );
  });

  scenario('split.schema.matches-fields', async (context) => {
    await refusesOnly(context, 'a match without a kind', withMatches([{ name: 'firefox' }]));
    await context.admission.refuses(
      'a match without a name',
      manifest(context, withMatches([{ kind: 'HTTPRouteGroup' }])),
    );
  });

  scenario('split.schema.extra-validation', async (context) => {
    const service = 'website';
    await observeAdmission(context, 'A split that has its own root among the backends', {
      service,
      backends: [one, { service, weight: 1 }],
    });
  });
});
