import { parentPort } from 'node:worker_threads';
import { NameTable } from '../../network/names.ts';
import { ServiceProxy } from '../../network/service-proxy.ts';
import type { FromNode, ToNode } from '../protocol.ts';
import { StreamMultiplexer } from '../streams.ts';
import { MainThread } from './calls.ts';
import { ProgramHost } from './programs.ts';

/** Entry of a node's thread: hosts the programs of its pods and its share of the service proxy. */

if (parentPort === null) throw new Error('This module is the entry of a node thread; start it as a worker.');
const port = parentPort;
const post = (message: FromNode): void => port.postMessage(message);
const random = Math.random;

const names = new NameTable();
const streams = new StreamMultiplexer(post);
const mainThread = new MainThread(post);
const programs = new ProgramHost({ names, streams, mainThread, post, random });
const proxy = new ServiceProxy({
  random,
  onUnlistenable: ({ service }, cause) => post({ kind: 'unlistenable', service, message: cause.message }),
});

process.on('uncaughtException', (error: unknown) => {
  // Without a program to blame it is the node's own error: let it end the thread, which the main thread reports.
  if (!programs.uncaught(error)) throw error;
});
port.on('message', (message: ToNode) => {
  switch (message.kind) {
    case 'start':
      return programs.start(message.program);
    case 'stop':
      return programs.stop(message.program);
    case 'network':
      names.apply(message.names);
      message.routes.forEach((route) => proxy.apply(route));
      return;
    case 'answer':
      return mainThread.answered(message.call, message.answer);
    case 'shutdown':
      programs.stopAll();
      proxy.close();
      return;
    case 'data':
    case 'end':
    case 'taken':
    case 'cancel':
      return streams.receive(message);
  }
});
post({ kind: 'ready' });
