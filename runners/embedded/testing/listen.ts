import net from 'node:net';

/** Listens and closes every connection at once; the result stops it. Rejects as `listen` fails. */
export async function listenOn(host: string, port: number): Promise<() => Promise<void>> {
  const server = net.createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return () => new Promise((resolve) => server.close(() => resolve()));
}
