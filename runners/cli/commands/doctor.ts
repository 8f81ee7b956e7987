import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Command } from 'commander';
import { execa } from 'execa';
import pc from 'picocolors';
import { KubernetesClient } from '../../../fixtures/kubernetes/index.ts';
import { loadMesh } from '../../../fixtures/meshes/load.ts';
import { missingParts } from '../../../fixtures/meshes/presence.ts';
import { discover } from '../../../fixtures/smi/discovery.ts';
import { labelled } from '../../../reports/summary/layout.ts';
import { exitCodes } from '../../../reports/verdict.ts';
import { currentCluster } from '../../clusters/current.ts';
import { messageOf } from '../../engine/report.ts';
import type { CliContext } from '../context.ts';
import { addClusterOptions, addMeshOptions, type ClusterOptions, type MeshOptions } from '../options.ts';
import { forbiddenActions } from '../session/permissions.ts';
import { supportsNode } from '../version.ts';

type DoctorOptions = ClusterOptions & MeshOptions;

/** `bad`: a run with these options cannot work. `note`: worth knowing. */
interface Finding {
  readonly what: string;
  readonly state: 'good' | 'bad' | 'note';
  readonly text: string;
}

export function addDoctorCommand(program: Command, context: CliContext, end: (code: number) => void): void {
  const command = program
    .command('doctor')
    .description(
      'look whether a run with these options can work: Node, tools, cluster, permissions, mesh; changes nothing',
    );
  addClusterOptions(command, 'embedded');
  addMeshOptions(command).action(async (options: DoctorOptions) => {
    const findings = [checkNode(context), ...(await checkCluster(options, context))];
    for (const finding of findings) context.out.write(`${describe(finding, context).join('\n')}\n`);
    end(findings.some(({ state }) => state === 'bad') ? exitCodes.environment : exitCodes.conformant);
  });
}

function describe({ what, state, text }: Finding, { out }: CliContext): readonly string[] {
  const colors = pc.createColors(out.color);
  const paint = { good: colors.green, bad: colors.red, note: colors.yellow }[state];
  const width = Math.min(120, Math.max(80, out.columns));
  return labelled(`${state.padEnd(5)} ${what}`, text, { indent: '', labelWidth: 20, width, paint });
}

function checkNode({ nodeVersion }: CliContext): Finding {
  return supportsNode(nodeVersion)
    ? { what: 'Node', state: 'good', text: nodeVersion }
    : { what: 'Node', state: 'bad', text: `${nodeVersion}; wanted 20.19 or later.` };
}

async function checkCluster(options: DoctorOptions, context: CliContext): Promise<readonly Finding[]> {
  switch (options.cluster) {
    case 'embedded':
      return [await checkLoopback()];
    case 'kind':
      return Promise.all([
        checkTool('kind', ['version'], context.signal),
        checkTool('docker', ['version', '--format', '{{.Server.Version}}'], context.signal),
      ]);
    case 'current':
      return checkCurrent(options, context);
  }
}

/** The embedded cluster gives its pods addresses of 127.0.0.0/8, all of which are this machine on Linux. */
async function checkLoopback(): Promise<Finding> {
  const server = createServer();
  try {
    server.listen(0, '127.16.0.1');
    await once(server, 'listening');
    return {
      what: 'cluster',
      state: 'good',
      text: 'embedded: Node and the addresses of 127.0.0.0/8, and both are here.',
    };
  } catch (error) {
    return {
      what: 'cluster',
      state: 'bad',
      text: `the embedded cluster listens on addresses of 127.0.0.0/8, and this machine refuses them: ${messageOf(error)}`,
    };
  } finally {
    server.close();
  }
}

async function checkTool(tool: string, args: readonly string[], signal: AbortSignal): Promise<Finding> {
  const { exitCode, stdout, stderr, shortMessage } = await execa(tool, args, {
    reject: false,
    cancelSignal: signal,
    timeout: 15_000,
  });
  const said = stderr.trim() === '' ? (shortMessage ?? 'it failed') : stderr.trim();
  return exitCode === 0
    ? { what: tool, state: 'good', text: stdout.trim() }
    : { what: tool, state: 'bad', text: `wanted by --cluster kind, and did not answer: ${said}` };
}

async function checkCurrent(options: DoctorOptions, context: CliContext): Promise<readonly Finding[]> {
  const { signal } = context;
  const findings: Finding[] = [];
  try {
    const source = { ...context.kubeconfig, file: options.kubeconfig };
    const cluster = await currentCluster({ source, context: options.context }).start(signal);
    const facts = Object.entries(cluster.facts).map(([name, value]) => `${name} ${value}`);
    findings.push({ what: 'cluster', state: 'good', text: [cluster.title, ...facts].join(', ') });
    const client = await KubernetesClient.connect(cluster.kubeconfig, {
      userAgent: 'smi-conformance doctor',
      signal,
    });
    try {
      findings.push(...(await checkPermissions(client)), ...(await checkMesh(client, options)));
    } finally {
      client.close();
    }
  } catch (error) {
    findings.push({ what: 'cluster', state: 'bad', text: messageOf(error) });
  }
  return findings;
}

async function checkPermissions(client: KubernetesClient): Promise<readonly Finding[]> {
  const forbidden = await forbiddenActions(client);
  return forbidden.length === 0
    ? [{ what: 'permissions', state: 'good', text: 'all that a run does is allowed.' }]
    : forbidden.map((text) => ({ what: 'permissions', state: 'bad', text: `may not ${text}` }));
}

async function checkMesh(client: KubernetesClient, options: DoctorOptions): Promise<readonly Finding[]> {
  const profile = await loadMesh(options.mesh);
  const { versions } = await discover(client);
  const served = Object.entries(versions).filter(([, list]) => list.length > 0);
  const missing = await missingParts(client, profile);
  const lacking = options.install ? 'note' : 'bad';
  return [
    served.length === 0
      ? { what: 'SMI', state: lacking, text: 'the cluster serves no version of any SMI API.' }
      : {
          what: 'SMI',
          state: 'good',
          text: served.map(([group, list]) => `${group} ${list.join(', ')}`).join('; '),
        },
    missing.length === 0
      ? { what: 'mesh', state: 'good', text: `${profile.title} is installed.` }
      : {
          what: 'mesh',
          state: lacking,
          text: `${profile.title} is not installed${options.install ? '; --install does it' : ': install it, or let --install do it'}.`,
        },
  ];
}
