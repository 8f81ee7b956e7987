import type { Denial } from '../behaviour/behaviour.ts';
import type { Choice } from './choice.ts';

/** What a denied client gets: the documents name no form, so any will do. */
export const denialChoices: readonly Choice[] = [
  denial('deny-with-not-found', 'A denied request is answered with status 404.', 404, 'not-found'),
  denial('deny-with-unavailable', 'A denied request is answered with status 503.', 503, 'other-status'),
  denial('deny-by-closing', 'The connection of a denied request is closed.', 'close', 'connection-closed', {
    'access.lifecycle.open-connection': 'closed',
  }),
  denial('deny-by-reset', 'The connection of a denied request is reset.', 'reset', 'connection-rejected'),
  denial('deny-by-silence', 'A denied request is never answered.', 'silence', 'no-answer'),
];

function denial(
  name: string,
  chooses: string,
  form: Denial,
  reading: string,
  more: Choice['shows'] = {},
): Choice {
  return {
    name,
    chooses,
    shows: { 'access.reply-form': reading, ...more },
    bend: (behaviour) => ({ ...behaviour, denial: form }),
  };
}
