import type { ScenarioContext } from '../context.ts';

/** What a scenario works with that lives in a testbed. */
export type StageOffers = Omit<
  ScenarioContext,
  | 'group'
  | 'version'
  | 'dialect'
  | 'signal'
  | 'hostForms'
  | 'plainHost'
  | 'carriesHttp2'
  | 'stepsOf'
  | 'offered'
  | 'observe'
  | 'finding'
  | 'note'
  | 'unsupported'
  | 'violation'
  | 'api'
  | 'admission'
>;

/** Stands in for all that needs a testbed, in a scenario that asked for none: using it is a mistake of the scenario. */
export const nobody: StageOffers = {
  get client(): never {
    return missing();
  },
  get clients(): never {
    return missing();
  },
  get server(): never {
    return missing();
  },
  get serverAccount(): never {
    return missing();
  },
  get namespace(): never {
    return missing();
  },
  get siblingNamespace(): never {
    return missing();
  },
  accountOf: missing,
  addressesOf: missing,
  get mesh(): never {
    return missing();
  },
  nameFor: missing,
  serviceNamed: missing,
  service: missing,
  changePorts: missing,
  clusterIP: missing,
  hostOf: missing,
  removeService: missing,
  enrol: missing,
  dismiss: missing,
  get enrolledLabels(): never {
    return missing();
  },
  deploy: missing,
  ownNamespace: missing,
  account: missing,
  split: missing,
  routes: missing,
  tcpRoute: missing,
  udpRoute: missing,
  binding: missing,
  target: missing,
  apply: missing,
  access: missing,
};

function missing(): never {
  throw new Error(
    "The scenario was registered with testbed 'none' and asks for something that lives in a testbed.",
  );
}
