import { describe, expect, it } from 'vitest';
import { discard, type Channel, type ChannelSink } from '../../../fixtures/channel/channel.ts';
import { choices } from '../choices/index.ts';
import { behaviourOf } from '../faults/behaviour-of.ts';
import { allFaults } from '../faults/index.ts';
import { misbehave } from '../sidecar/misbehave.ts';
import { disorders } from './index.ts';

/** Writes down what is done with it. */
function watched(): { readonly channel: Channel; readonly done: string[]; readonly sink: () => ChannelSink } {
  const done: string[] = [];
  let sink = discard;
  const note = (what: string) => (): void => void done.push(what);
  return {
    done,
    sink: () => sink,
    channel: {
      attach: (given) => (sink = given),
      write: (data) => {
        done.push(`write ${data.length}`);
        return true;
      },
      end: note('end'),
      finish: note('finish'),
      reset: note('reset'),
      pause: note('pause'),
      resume: note('resume'),
    },
  };
}

describe('disorders', () => {
  it('have names of their own, and are known to whoever reads mesh-config', () => {
    const names = [...disorders, ...choices, ...allFaults].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name } of disorders) {
      const { behaviour, unknown } = behaviourOf([name]);
      expect(unknown).toEqual([]);
      expect(behaviour.disorder).not.toBe('none');
    }
  });

  it.each([
    ['silence', []],
    ['garbage', ['write 10', 'end']],
    ['reset', ['reset']],
  ] as const)(
    'of the kind %s do %j to a connection, and nothing after its first bytes',
    (disorder, expected) => {
      const { channel, done, sink } = watched();
      expect(misbehave(channel, disorder)).toBe(true);
      sink().onData(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
      expect(done).toEqual(expected);
    },
  );

  it('leave connections alone before they break out', () => {
    const { channel, done } = watched();
    expect(misbehave(channel, 'none')).toBe(false);
    expect(done).toEqual([]);
  });
});
