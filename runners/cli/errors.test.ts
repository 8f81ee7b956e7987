import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { ClusterUnreachableError } from '../../fixtures/kubernetes/index.ts';
import { MeshEnvironmentError, MeshProfileError } from '../../fixtures/meshes/errors.ts';
import { JournalReadError } from '../../reports/journal/read.ts';
import { EnvironmentError } from '../clusters/provider.ts';
import { endingOf, ReportWriteError, UsageError } from './errors.ts';

const unreachable = new ClusterUnreachableError({
  server: 'https://10.0.0.1:6443',
  request: 'GET /version',
  code: 'ECONNREFUSED',
  message: 'connection refused',
});

describe('endingOf', () => {
  it.each([
    [new UsageError('x'), 2],
    [new MeshProfileError('MESH_UNKNOWN', 'x'), 2],
    [new JournalReadError('x'), 2],
    [new CommanderError(1, 'commander.unknownCommand', 'x'), 2],
    [new CommanderError(0, 'commander.helpDisplayed', 'x'), 0],
    [new EnvironmentError('KIND_MISSING', 'x'), 3],
    [new MeshEnvironmentError('MESH_NOT_READY', 'x'), 3],
    [unreachable, 3],
    [new ReportWriteError('x'), 3],
    [new TypeError('x'), 4],
    ['no error at all', 4],
  ])('%s: exit code %i', (error, exitCode) => {
    expect(endingOf(error, false).exitCode).toBe(exitCode);
  });

  it('is the interruption when there was one, whatever broke by it', () => {
    expect(endingOf(unreachable, true)).toEqual({ exitCode: 130, message: 'Interrupted.' });
  });

  it('says message and code, and causes that the message does not repeat', () => {
    const error = new EnvironmentError('KIND_CREATE_FAILED', 'kind failed.', {
      cause: new Error('no room on disk'),
    });

    expect(endingOf(error, false).message).toBe(
      'kind failed.\n  because: no room on disk\n(KIND_CREATE_FAILED)',
    );
  });

  it('owns up to a fault of the suite, with its stack', () => {
    expect(endingOf(new TypeError('undefined is not a mesh'), false).message).toMatch(
      /fault of the suite[^]*undefined is not a mesh\n\s+at /,
    );
  });
});
