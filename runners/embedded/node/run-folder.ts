import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Files of one run of the embedded cluster: bundles that pods run, by content. */
export class RunFolder {
  readonly path: string;
  readonly #files = new Map<string, Promise<string>>();

  /** A process that exits without stopping its cluster still takes the folder along. */
  readonly #onExit = (): void => rmSync(this.path, { recursive: true, force: true });

  constructor(folder: string) {
    this.path = folder;
    process.once('exit', this.#onExit);
  }

  static async create(): Promise<RunFolder> {
    return new RunFolder(await mkdtemp(path.join(tmpdir(), `smi-conformance-cluster-${process.pid}-`)));
  }

  /** Writes `text` once and returns its path; `name` must stand for the content. */
  file(name: string, text: string): Promise<string> {
    const file = path.join(this.path, name);
    const written = this.#files.get(name) ?? writeFile(file, text).then(() => file);
    this.#files.set(name, written);
    return written;
  }

  async remove(): Promise<void> {
    process.off('exit', this.#onExit);
    await rm(this.path, { recursive: true, force: true });
  }
}
