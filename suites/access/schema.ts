import type { Manifest } from '../../fixtures/smi/model.ts';
import type { ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

interface TargetFields {
  readonly destination?: unknown;
  readonly rules?: unknown;
  readonly sources?: unknown;
}

/** A target written by hand: these scenarios are about what a well-behaved client would never write. */
function manifest(context: ScenarioContext, { rules, ...rest }: TargetFields): Manifest {
  const head = {
    apiVersion: `access.smi-spec.io/${context.version}`,
    kind: 'TrafficTarget',
    metadata: { name: context.nameFor('schema'), namespace: context.namespace },
  };
  if (context.version === 'v1alpha1')
    return { ...head, ...rest, ...(rules === undefined ? {} : { specs: rules }) };
  return { ...head, spec: { ...rest, ...(rules === undefined ? {} : { rules }) } };
}

/** What nobody can object to; v1alpha1 and v1alpha2 may not do without a port everywhere. */
function sound({ namespace, version }: ScenarioContext): Required<TargetFields> & { destination: object } {
  const port = version === 'v1alpha1' || version === 'v1alpha2' ? { port: 8080 } : {};
  return {
    destination: { kind: 'ServiceAccount', name: 'service-a', namespace, ...port },
    rules: [{ kind: 'HTTPRouteGroup', name: 'the-routes', matches: ['metrics'] }],
    sources: [{ kind: 'ServiceAccount', name: 'prometheus', namespace }],
  };
}

/** Shows first that the sound form is taken, so that a refusal is for the one thing that differs. */
async function refusesOnly(context: ScenarioContext, what: string, change: TargetFields): Promise<void> {
  const whole = sound(context);
  await context.admission.accepts('the same target without the fault', manifest(context, whole));
  await context.admission.refuses(what, manifest(context, { ...whole, ...change }));
}

describeSection('traffic-access', 'TrafficTarget', {}, () => {
  scenario('access.schema.valid', async (context) => {
    await context.admission.accepts(
      'a target with a destination, a source and a rule',
      manifest(context, sound(context)),
    );
  });

  scenario('access.schema.destination-required', async (context) => {
    await refusesOnly(context, 'a target without a destination', { destination: undefined });
  });

  scenario('access.schema.destination-kind-name', async (context) => {
    const { destination } = sound(context);
    await refusesOnly(context, 'a destination without a kind', {
      destination: { ...destination, kind: undefined },
    });
    await refusesOnly(context, 'a destination without a name', {
      destination: { ...destination, name: undefined },
    });
  });

  scenario('access.schema.rules-required', async (context) => {
    await refusesOnly(context, 'a target without rules', { rules: undefined });
  });

  scenario('access.schema.sources-required', async (context) => {
    await refusesOnly(context, 'a target without sources', { sources: undefined });
  });

  scenario('access.schema.rule-kind', async (context) => {
    await refusesOnly(context, 'a rule of kind Foo', { rules: [{ kind: 'Foo', name: 'the-routes' }] });
    const udp = { rules: [{ kind: 'UDPRoute', name: 'the-route' }] };
    if (context.version === 'v1alpha3')
      await context.admission.accepts(
        'a rule of kind UDPRoute',
        manifest(context, { ...sound(context), ...udp }),
      );
    else await refusesOnly(context, 'a rule of kind UDPRoute', udp);
  });

  scenario('access.schema.rule-name', async (context) => {
    await refusesOnly(context, 'a rule without a name', { rules: [{ kind: 'HTTPRouteGroup' }] });
  });

  scenario('access.schema.port-number', async (context) => {
    const { destination } = sound(context);
    await refusesOnly(context, 'the port "8080" as a string', {
      destination: { ...destination, port: '8080' },
    });
  });

  scenario('access.schema.port-optional', async (context) => {
    const { destination, ...rest } = sound(context);
    await context.admission.accepts(
      'a destination without a port',
      manifest(context, { ...rest, destination: { ...destination, port: undefined } }),
    );
  });

  // Dropped or refused: either way nobody is made to believe that the port restricts anything.
  scenario('access.schema.port-removed', async (context) => {
    const { destination, ...rest } = sound(context);
    await context.admission.accepts('a destination without a port', manifest(context, sound(context)));
    const withPort = manifest(context, { ...rest, destination: { ...destination, port: 8080 } });
    const { words, stored } = await context.admission.answers(withPort);
    context.note('Dry run: a destination with a port', [words], stored);
    const spec = stored?.['spec'] as { readonly destination?: object } | undefined;
    if (spec?.destination !== undefined && 'port' in spec.destination)
      context.violation('a port of the destination to be refused or dropped', 'it was kept');
  });

  scenario('access.schema.namespace-optional', async (context) => {
    const { rules, destination } = sound(context);
    await context.admission.accepts(
      'a target that names no namespace',
      manifest(context, {
        rules,
        destination: { ...destination, namespace: undefined },
        sources: [{ kind: 'ServiceAccount', name: 'prometheus' }],
      }),
    );
  });

  scenario('access.schema.source-kind', async (context) => {
    const { namespace: of } = context;
    const groups = { ...sound(context), sources: [{ kind: 'Group', name: 'monitoring', namespace: of }] };
    const { accepted, words } = await context.admission.answers(manifest(context, groups));
    context.observe(accepted ? 'accepted' : 'rejected', `A source of kind Group: ${words}`);
  });
});
