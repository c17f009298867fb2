import { type Stats, lstatSync, readdirSync, statSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { keyFiles, stateFiles } from '../../../config/state-files.js';
import { ownWorkspaces } from '../../../config/workspace-path.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';

/** What the gateway keeps in its state directory. Other files there may be anybody's. */
const databases = [stateFiles.sessions, stateFiles.runs, stateFiles.responses, stateFiles.calls];
const ownEntries = [
  ...Object.values(stateFiles),
  ...['-wal', '-shm'].flatMap((ending) => databases.map((name) => `${name}${ending}`)),
  ...Object.values(keyFiles).map((name) => join(stateFiles.keys, name)),
  ownWorkspaces,
];
const othersMayUse = 0o077;
const sticky = 0o1000;

/** Whether others on this machine can read or change what only the gateway should. */
export class PrivateFilesCheck implements DoctorCheck {
  readonly name = 'Private files';

  constructor(private readonly context: Pick<DoctorContext, 'file'>) {}

  run(): Finding[] {
    if (process.platform === 'win32') return [];
    const { file } = this.context;
    const { stateDirectory } = file;
    const paths = new Set([
      stateDirectory,
      ...ownEntries.map((name) => join(stateDirectory, name)),
      ...entriesOf(join(stateDirectory, stateFiles.audit)),
      // The starter belongs to the checkout and holds no secret.
      ...(file.isStarter ? [] : [file.path]),
    ]);
    const open = [...paths].flatMap(inspect);
    return open.length > 0
      ? open
      : [{ status: 'ok', what: 'Nobody else can read the configuration or the state directory' }];
  }
}

function inspect(path: string): Finding[] {
  const stats = statsOf(path);
  if (!stats || (stats.mode & othersMayUse) === 0) return [];
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
  const what = `${path} is open to others (mode ${mode}).`;
  if (stats.isDirectory() && (stats.mode & sticky) !== 0) {
    const remedy = 'It is shared by design: give the gateway a directory of its own with OPENCLAW_STATE_DIR.';
    return [{ status: 'warning', what, path, remedy }];
  }
  const wanted = stats.isDirectory() ? 0o700 : 0o600;
  const remedy = `chmod ${wanted.toString(8)} '${path}'`;
  if (stats.uid !== process.getuid?.()) {
    return [
      { status: 'problem', what: `${what} It belongs to another user.`, path, remedy: `As that user: ${remedy}` },
    ];
  }
  const done = `set the mode of ${path} to ${wanted.toString(8).padStart(4, '0')}`;
  return [{ status: 'problem', what, path, remedy, fix: { done, apply: () => chmod(path, wanted) } }];
}

/** Nothing of a directory that cannot be read: then others cannot read it by its mode either. */
function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory).map((name) => join(directory, name));
  } catch {
    return [];
  }
}

/** Of a link, what it leads to: that is what is read. Undefined where there is nothing, or nothing but a broken link. */
function statsOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false }) && statSync(path, { throwIfNoEntry: false });
}
