import type { Manifest } from '../../fixtures/smi/model.ts';
import type { ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A group written by hand: these scenarios are about what a well-behaved client would never write. */
function manifest({ version, nameFor, namespace }: ScenarioContext, fields: Fields): Manifest {
  const head = {
    apiVersion: `specs.smi-spec.io/${version}`,
    kind: 'HTTPRouteGroup',
    metadata: { name: nameFor('schema'), namespace },
  };
  return version === 'v1alpha1' || version === 'v1alpha2'
    ? { ...head, ...fields }
    : { ...head, spec: fields };
}

/** All that the oldest version has, and demands by one sentence. */
const whole = { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] };
const withRoutes = (...matches: readonly Fields[]): Fields => ({ matches });
const withMethods = (...methods: readonly string[]): Fields => withRoutes({ ...whole, methods });

/** Shows first that the sound form is taken, so that a refusal is for the one thing that differs. */
async function refusesOnly(context: ScenarioContext, what: string, fields: Fields): Promise<void> {
  await context.admission.accepts('the same group without the fault', manifest(context, withRoutes(whole)));
  await context.admission.refuses(what, manifest(context, fields));
}

async function observeAdmission(context: ScenarioContext, what: string, fields: Fields): Promise<void> {
  const { accepted, words } = await context.admission.answers(manifest(context, fields));
  context.observe(accepted ? 'accepted' : 'rejected', `${what}: ${words}`);
}

describeSection('traffic-specs', 'HTTPRouteGroup', {}, () => {
  scenario('specs.http.schema.matches-required', async (context) => {
    await refusesOnly(context, 'a group without matches', {});
  });

  scenario('specs.http.schema.name-required', async (context) => {
    await refusesOnly(context, 'a route without a name', withRoutes({ ...whole, name: undefined }));
  });

  scenario('specs.http.schema.method-enum', async (context) => {
    const known = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', '*'];
    for (const method of known)
      await context.admission.accepts(`the method ${method}`, manifest(context, withMethods(method)));
    await context.admission.refuses('the method FOO', manifest(context, withMethods('FOO')));
    await context.admission.refuses('the method get', manifest(context, withMethods('get')));
  });

  scenario('specs.http.schema.name-unique', async (context) => {
    await observeAdmission(
      context,
      'Two routes of one name',
      withRoutes(whole, { ...whole, pathRegex: '/other' }),
    );
  });

  scenario('specs.http.schema.path-methods-optional', async (context) => {
    const { spec, ...root } = context.api.render({
      kind: 'HTTPRouteGroup',
      name: context.nameFor('schema'),
      namespace: context.namespace,
      matches: [{ name: 'insiders', headers: { 'x-group': '^insiders$' } }],
    });
    await observeAdmission(context, 'A route with headers only', {
      matches: ((spec ?? root) as Fields)['matches'],
    });
  });
});
