import http from 'node:http';
import net from 'node:net';
import type { Container, IntOrString, Probe } from '../controllers/objects/index.ts';

/** Asks a container once whether it is ready. Never rejects; `exec` runs a command and gives its exit code. */
export async function askProbe(
  probe: Probe,
  container: Container,
  podIP: string,
  exec: (command: readonly string[], signal: AbortSignal) => Promise<number>,
  signal: AbortSignal,
): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout((probe.timeoutSeconds ?? 1) * 1_000)]);
  try {
    if (probe.tcpSocket !== undefined) {
      await connects(probe.tcpSocket.host ?? podIP, portOf(container, probe.tcpSocket.port), limit);
      return true;
    }
    if (probe.httpGet !== undefined) {
      const { host = podIP, port, path = '/' } = probe.httpGet;
      const status = await httpStatus(host, portOf(container, port), path, limit);
      return status >= 200 && status < 400;
    }
    if (probe.exec !== undefined) return (await exec(probe.exec.command ?? [], limit)) === 0;
    return true;
  } catch {
    // A probe that fails for whatever reason says "not ready"; the container's own log tells why.
    return false;
  }
}

function portOf(container: Container, port: IntOrString): number {
  if (typeof port === 'number') return port;
  return container.ports?.find((candidate) => candidate.name === port)?.containerPort ?? Number(port);
}

async function connects(host: string, port: number, signal: AbortSignal): Promise<void> {
  const socket = net.connect({ host, port, signal });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
  } finally {
    socket.destroy();
  }
}

function httpStatus(host: string, port: number, path: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.get({
      host,
      port,
      path,
      signal,
      agent: false,
      headers: { 'user-agent': 'kube-probe' },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
  });
}
