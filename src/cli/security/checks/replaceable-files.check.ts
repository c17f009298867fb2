import { type Stats, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

const othersMayWrite = 0o002;
const groupMayWrite = 0o020;
const sticky = 0o1000;

/**
 * Whether somebody else could put other files in the place of the gateway's own: by owning them, or by writing to a
 * directory on the way to them.
 */
export class ReplaceableFilesCheck implements DoctorCheck {
  readonly name = 'Who could replace files';

  constructor(
    private readonly context: Pick<DoctorContext, 'file'>,
    private readonly user = process.getuid?.(),
  ) {}

  run(): Finding[] {
    if (process.platform === 'win32') return [];
    const { path, stateDirectory } = this.context.file;
    const places = [path, stateDirectory].flatMap(realPlaceOf);
    const parents = new Set(places.flatMap(directoriesTo));
    const found = [
      ...places.flatMap((place) => this.ownerOf(place)),
      ...[...parents].flatMap((directory) => [...this.ownerOf(directory), ...writersOf(directory)]),
    ];
    return found.length > 0 ? found : [{ status: 'ok', what: 'Nobody else can replace what the gateway goes by' }];
  }

  private ownerOf(path: string): Finding[] {
    const { uid } = statSync(path);
    if (uid === this.user || uid === 0) return [];
    const remedy = `As the administrator: chown it to the user of the gateway or to root, or use another place.`;
    return [{ status: 'problem', what: `${path} belongs to another user (${uid}), who can replace it.`, path, remedy }];
  }
}

function writersOf(path: string): Finding[] {
  const { mode }: Stats = statSync(path);
  if ((mode & (othersMayWrite | groupMayWrite)) === 0 || (mode & sticky) !== 0) return [];
  const isOpen = (mode & othersMayWrite) !== 0;
  return [
    {
      // The group of a user often has that user alone in it.
      status: isOpen ? 'problem' : 'warning',
      what: `${isOpen ? 'Everybody' : 'The group'} can replace what lies in ${path}.`,
      path,
      remedy: `chmod ${isOpen ? 'o-w' : 'g-w'} '${path}'`,
    },
  ];
}

/** What is not there yet cannot be replaced; the gateway makes it for its user alone. */
function realPlaceOf(path: string): string[] {
  return statSync(path, { throwIfNoEntry: false }) ? [realpathSync(path)] : [];
}

function directoriesTo(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...directoriesTo(parent)];
}
