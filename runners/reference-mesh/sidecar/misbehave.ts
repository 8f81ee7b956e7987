import type { Behaviour } from '../behaviour/behaviour.ts';
import { discard, type Channel } from '../../../fixtures/channel/channel.ts';

/** Not the beginning of anything in HTTP/1.1, HTTP/2 or TLS. */
const garbage = Buffer.from([0, 255, 17, 10, 0, 13, 254, 10, 13, 10]);

/** What becomes of a connection to a side-car that is ill; true when nothing else must be done with it. */
export function misbehave(client: Channel, disorder: Behaviour['disorder']): boolean {
  switch (disorder) {
    case 'none':
    case 'crash':
      return false;
    case 'silence':
      client.attach(discard);
      return true;
    case 'garbage':
      client.attach({ ...discard, onEnd: () => client.end() });
      client.write(garbage);
      client.end();
      return true;
    case 'reset':
      client.reset();
      return true;
  }
}
