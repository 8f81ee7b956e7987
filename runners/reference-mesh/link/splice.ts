import type { Channel } from '../../../fixtures/channel/channel.ts';

/** Carries bytes both ways between two channels until both have ended; trouble on one resets the other. */
export function splice(a: Channel, b: Channel): void {
  carry(a, b);
  carry(b, a);
}

function carry(from: Channel, to: Channel): void {
  from.attach({
    onData: (data) => {
      if (!to.write(data)) from.pause();
    },
    onEnd: () => to.end(),
    onDrain: () => to.resume(),
    onClose: (error) => {
      if (error !== undefined) to.reset();
    },
  });
}
