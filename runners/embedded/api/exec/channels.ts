import { Readable, Writable } from 'node:stream';
import type { WebSocket } from 'ws';

/** The channels of `v4.channel.k8s.io` and `v5.channel.k8s.io`: the first byte of each message. */
const stdinChannel = 0;
const stdoutChannel = 1;
const stderrChannel = 2;
const statusChannel = 3;
const closeChannel = 255;

const highWater = 1024 * 1024;

export interface Channels {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Sends the outcome and ends the connection. */
  readonly finish: (status: object) => void;
}

/** Standard streams over a WebSocket. `gone` is called when the client closes it. */
export function openChannels(socket: WebSocket, gone: () => void): Channels {
  const stdin = new Readable({ read: () => socket.resume() });
  socket.on('message', (data: Buffer) => {
    const payload = data.subarray(1);
    if (data[0] === stdinChannel) {
      if (payload.length > 0 && !stdin.push(payload)) socket.pause();
    } else if (data[0] === closeChannel && payload[0] === stdinChannel) {
      stdin.push(null);
    }
  });
  socket.on('close', () => {
    stdin.push(null);
    gone();
  });
  socket.on('error', gone);
  return {
    stdin,
    stdout: channelWriter(socket, stdoutChannel),
    stderr: channelWriter(socket, stderrChannel),
    finish(status) {
      socket.send(frame(statusChannel, Buffer.from(JSON.stringify(status))));
      socket.close(1000);
    },
  };
}

/** Slows its writer down when the client does not keep up. */
function channelWriter(socket: WebSocket, channel: number): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (socket.readyState !== socket.OPEN) {
        done();
        return;
      }
      const full = socket.bufferedAmount > highWater;
      socket.send(frame(channel, chunk), () => {
        if (full) done();
      });
      if (!full) done();
    },
  });
}

const frame = (channel: number, payload: Buffer): Buffer => Buffer.concat([Buffer.of(channel), payload]);
