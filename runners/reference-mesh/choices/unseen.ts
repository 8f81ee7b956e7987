/** A reading that the reference mesh cannot show, and why: for the tests, which want every other one seen. */
export interface UnseenReading {
  readonly requirement: string;
  readonly reading: string;
  readonly because: string;
}

const admission = 'It takes an admission webhook, which the embedded cluster does not call.';
const company = 'It would hold up the splits of the scenarios that are asked beside it.';
const finalizers =
  'The reference mesh writes nothing into the objects that it obeys, and so puts no finalizers on them.';

export const unseenReadings: readonly UnseenReading[] = [
  { requirement: 'access.ib.missing', reading: 'rejected', because: admission },
  { requirement: 'split.matches.missing-group', reading: 'rejected', because: admission },
  { requirement: 'split.matches.two-splits-one-root', reading: 'rejected', because: admission },
  { requirement: 'split.matches.missing-group', reading: 'other-services-broken', because: company },
  { requirement: 'split.matches.empty-group', reading: 'other-services-broken', because: company },
  { requirement: 'split.matches.group-deleted', reading: 'other-services-broken', because: company },
  { requirement: 'split.matches.two-splits-one-root', reading: 'other-services-broken', because: company },
  { requirement: 'split.schema.extra-validation', reading: 'rejected', because: admission },
  { requirement: 'split.lifecycle.namespace-delete', reading: 'held-back', because: finalizers },
];
