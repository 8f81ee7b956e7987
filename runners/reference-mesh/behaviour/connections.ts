import type { ConnectionRules } from './behaviour.ts';

/** (The documents speak of requests only; but for datagrams, which nothing lets through unless it is granted.) */
export const connectionRules: ConnectionRules = {
  picksFor: 'request',
  waitsForClient: false,
  meetsConditions: false,
  judgesDatagrams: true,
};
