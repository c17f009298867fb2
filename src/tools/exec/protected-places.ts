import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isWithin } from '../../common/is-within.js';
import { systemDirectories } from '../../common/system-directories.js';
import { presumedRealPath } from './host-path.js';

/** A place that is not seen, although a part of the host around it is. */
export interface HiddenPlace {
  /** Real path on the host. */
  path: string;
  kind: 'file' | 'directory';
}

/** The files and directories of the host that no command may see, the state directory among them. */
export class ProtectedPlaces {
  private readonly paths: readonly string[];
  /** Every place that one of them ever had: what has been moved away is still to be protected. */
  private readonly everKnown = new Set<string>();
  private readonly stateDirectories = new Set<string>();
  private lastLook: Promise<void> | undefined;

  constructor({ stateDirectory, hiddenPaths }: { stateDirectory: string; hiddenPaths: readonly string[] }) {
    this.paths = [stateDirectory, ...hiddenPaths];
  }

  /** Those that are there. */
  async hidden(): Promise<HiddenPlace[]> {
    const places = await Promise.all(this.paths.map((path) => hiddenPlace(path)));
    return places.flat();
  }

  /**
   * Whether commands may write everything below a real path. Not where a protected place lies in it: nothing keeps a command
   * from renaming a directory above that place, and the next command would find it bare.
   */
  allowWritingIn(path: string): Promise<boolean> {
    this.lastLook = this.look();
    return this.areOutside(path);
  }

  /** The same by what an earlier look showed, for whoever asks often and only to know beforehand. */
  wouldAllowWritingIn(path: string): Promise<boolean> {
    this.lastLook ??= this.look();
    return this.areOutside(path);
  }

  private async areOutside(path: string): Promise<boolean> {
    await this.lastLook;
    // A home is a workspace that one may choose; the state directory is none.
    if (path === '/' || this.stateDirectories.has(path)) return false;
    if (systemDirectories.some((other) => isWithin(path, other))) return false;
    return ![...this.everKnown].some((known) => known !== path && isWithin(known, path));
  }

  private async look(): Promise<void> {
    const [state = [], ...others] = await Promise.all(this.paths.map((path) => placesOf(path)));
    for (const place of state) this.stateDirectories.add(place);
    for (const place of [...state, ...others.flat()]) this.everKnown.add(place);
  }
}

/** Where it lies, and where the link lies that may lead there. */
async function placesOf(path: string): Promise<string[]> {
  return [await presumedRealPath(path), join(await presumedRealPath(dirname(path)), basename(path))];
}

async function hiddenPlace(given: string): Promise<HiddenPlace[]> {
  try {
    const path = await realpath(given);
    return [{ path, kind: (await stat(path)).isDirectory() ? 'directory' : 'file' }];
  } catch {
    return [];
  }
}
