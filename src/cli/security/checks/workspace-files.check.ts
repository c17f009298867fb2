import { type Dirent, type Stats, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { homeOf } from '../../../config/state-directory.js';
import { workspacePath } from '../../../config/workspace-path.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';

const othersMayRead = 0o004;
const othersMayWrite = 0o002;
/** Directories below a workspace that are looked into, and files altogether; what is beyond is told. */
const deepest = 3;
const mostFiles = 5_000;
/** Notes about the owner, and the names under which people keep keys. */
const tellingName =
  /^(?:user\.md|memory\.md|\.env(?:\..+)?|\.netrc|\.npmrc|\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519)|.*\.(?:pem|key|p12|pfx|kdbx)|credentials(?:\..+)?|secrets?(?:\..+)?)$/i;
/** Examples that hold no secret, e.g. `.env.example`. */
const harmlessName = /\.(?:example|sample|template|dist)$/i;

/** Whether others on this machine can read secrets in workspaces, or write notes that get into prompts. */
export class WorkspaceFilesCheck implements DoctorCheck {
  readonly name = 'Files in workspaces';

  constructor(private readonly context: Pick<DoctorContext, 'agents' | 'environment' | 'file'>) {}

  run(): Finding[] {
    const { agents, environment, file } = this.context;
    if (process.platform === 'win32' || agents.length === 0) return [];
    const bases = { home: homeOf(environment), stateDirectory: file.stateDirectory };
    const places = new Set(agents.map((agent) => workspacePath(agent, bases)));
    const found = [...places].flatMap(inspectWorkspace);
    return found.length > 0 ? found : [{ status: 'ok', what: 'Nobody else reads secrets there or writes notes' }];
  }
}

function inspectWorkspace(place: string): Finding[] {
  const walk = new WorkspaceWalk();
  // Nobody reaches what lies in a directory that is closed to them.
  const isClosed = ((statsOf(place)?.mode ?? 0) & 0o007) === 0;
  if (isClosed) return [];
  walk.visit(place, 0);
  return walk.findings;
}

class WorkspaceWalk {
  readonly findings: Finding[] = [];
  private count = 0;

  visit(directory: string, depth: number): void {
    this.judgeWriters(directory);
    for (const entry of entriesOf(directory)) {
      this.count += 1;
      if (this.count === mostFiles) this.tellTooMany(directory);
      if (this.count >= mostFiles) return;
      const path = join(directory, entry.name);
      if (entry.isDirectory() && depth < deepest) this.visit(path, depth + 1);
      else if (entry.isFile()) this.judgeFile(path, entry.name);
    }
  }

  private judgeFile(path: string, name: string): void {
    this.judgeWriters(path);
    const isTelling = tellingName.test(name) && !harmlessName.test(name);
    if (!isTelling || ((statsOf(path)?.mode ?? 0) & othersMayRead) === 0) return;
    const what = `${path} can be read by everybody on this machine.`;
    this.findings.push({ status: 'problem', what, path, remedy: `chmod o-r '${path}'` });
  }

  private judgeWriters(path: string): void {
    const mode = statsOf(path)?.mode ?? 0;
    if ((mode & othersMayWrite) === 0) return;
    const what = `${path} can be changed by everybody on this machine, and with it what the agent goes by.`;
    this.findings.push({ status: 'problem', what, path, remedy: `chmod o-w '${path}'` });
  }

  private tellTooMany(directory: string): void {
    const what = `There are more than ${mostFiles} files; not all of them were looked at, and none after ${directory}.`;
    this.findings.push({ status: 'warning', what, path: directory });
  }
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    // What the user of the gateway cannot read, it cannot look at.
    return [];
  }
}

/** Of a link nothing: it is followed nowhere. */
function statsOf(path: string): Stats | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isSymbolicLink() === true ? undefined : stats;
}
