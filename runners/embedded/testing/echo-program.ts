/**
 * Text of a bundle for tests, as it stands in a ConfigMap: `serve PORT` answers every connection with its pod's name,
 * `dial HOST PORT [COUNT]` prints the answers, `cat` copies its input, `exit CODE` ends, and so on.
 */
export const echoProgram = `
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const untilAborted = (signal) => new Promise((resolve) => {
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
});

const commands = {
  async serve({ argv, env, network, signal, stdout }) {
    const sockets = new Set();
    const server = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
      socket.end(env.POD_NAME + ' ' + socket.remoteAddress);
    });
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(Number(argv[1]), network.address, resolve);
    });
    stdout.write('listening on ' + argv[1] + '\\n');
    await untilAborted(signal);
    server.close();
    for (const socket of sockets) socket.destroy();
    stdout.write('bye\\n');
    return 0;
  },
  async dial({ argv, network, stdout, stderr }) {
    const [, host, port, count = '1'] = argv;
    try {
      for (let left = Number(count); left > 0; left -= 1) {
        const address = await network.lookup(host);
        const answer = await new Promise((resolve, reject) => {
          const socket = net.connect({ host: address, port: Number(port), localAddress: network.source });
          let text = '';
          socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
          socket.on('end', () => resolve(text));
          socket.on('error', reject);
        });
        stdout.write(answer + '\\n');
      }
      return 0;
    } catch (error) {
      stderr.write(error.code + '\\n');
      return 1;
    }
  },
  async cat({ stdin, stdout }) {
    for await (const chunk of stdin) if (!stdout.write(chunk)) await new Promise((resolve) => stdout.once('drain', resolve));
    return 0;
  },
  async read({ argv, readFile, stdout }) {
    stdout.write(await readFile(argv[1]));
    return 0;
  },
  async env({ argv, env, stdout }) {
    stdout.write(argv.slice(1).map((name) => env[name]).join(' '));
    return 0;
  },
  async exit({ argv, stdout }) {
    stdout.write('exiting\\n');
    return Number(argv[1]);
  },
  async fail() {
    throw new Error('told to fail');
  },
  async deaf() {
    await new Promise(() => undefined);
  },
  async crash({ signal }) {
    setImmediate(() => { throw new Error('uncaught on purpose'); });
    await untilAborted(signal);
    return 0;
  },
  async reject({ signal }) {
    void delay(1).then(() => Promise.reject(new Error('rejected on purpose')));
    await untilAborted(signal);
    return 0;
  },
  async explode() {
    process.exit(9);
  },
};

export const main = (context) => commands[context.argv[0]](context);
`;
