import type { SkillSource } from './skill-source.js';
import { skillPath } from './skill-source.js';
import type { StoredEntry, StoredFile, WorkspaceStorage } from '../workspace/workspace-storage.port.js';
import { WorkspaceError } from '../workspace/workspace.error.js';
import { type ParsedSkill, type SkillHead, parseSkill } from './parse-skill.js';

export interface FoundSkill extends SkillHead {
  /** Its name within the source. */
  folder: string;
}

/** Something that the operator should mend. */
export interface SkillProblem {
  /** Undefined where it is about the whole source. */
  folder?: string;
  /** A sentence. */
  text: string;
}

/** What a source holds. */
export interface SkillScan {
  found: FoundSkill[];
  problems: SkillProblem[];
}

const maxFolders = 200;
const maxFileBytes = 256 * 1024;
/** Front matter ends within the first bytes, and nothing behind it is needed here. */
const headBytes = 32 * 1024;

/** Reads the skills of a source one after the other; `onFolder` is called before the file of a folder is opened. */
export async function readSkills(
  storage: WorkspaceStorage,
  source: SkillSource,
  onFolder: (folder: string) => void,
): Promise<SkillScan> {
  const listed = await listFolders(storage, source);
  const scan: SkillScan = { found: [], problems: listed.problems };
  for (const folder of listed.folders) {
    onFolder(folder);
    const { head, problems } = await readSkill(storage, source, folder);
    if (head) scan.found.push({ ...head, folder });
    scan.problems.push(...problems.map((text) => ({ folder, text })));
  }
  return scan;
}

async function listFolders(
  storage: WorkspaceStorage,
  source: SkillSource,
): Promise<{ folders: string[]; problems: SkillProblem[] }> {
  try {
    const entries = (await storage.list(source.scope, source.path)).filter(isCandidate);
    const { directory = [], other = [] } = Object.groupBy(entries, ({ kind }) => kind);
    const outside = other.map((entry) => ({ folder: nameOf(entry), text: linkProblem }));
    const tooMany =
      directory.length > maxFolders
        ? [{ text: `It holds more than ${maxFolders} folders; only the first are read.` }]
        : [];
    return {
      folders: directory.slice(0, maxFolders).map(nameOf),
      problems: [...outside.slice(0, maxFolders), ...tooMany],
    };
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    return { folders: [], problems: [{ text: `It cannot be read: ${error.message}` }] };
  }
}

/** Tools keep their own folders beside the skills. */
function isCandidate(entry: StoredEntry): boolean {
  const name = nameOf(entry);
  return entry.kind !== 'file' && !name.startsWith('.') && name !== 'node_modules';
}

function nameOf({ path }: StoredEntry): string {
  return path.split('/').at(-1) ?? path;
}

async function readSkill(storage: WorkspaceStorage, source: SkillSource, folder: string): Promise<ParsedSkill> {
  try {
    return await parsed(await storage.read(source.scope, skillPath(source, folder), headBytes), folder);
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    return { problems: [readProblem(error)] };
  }
}

async function parsed({ bytes, size }: StoredFile, folder: string): Promise<ParsedSkill> {
  if (size > maxFileBytes) {
    return {
      problems: [
        `Its SKILL.md is larger than ${maxFileBytes / 1024} KiB. Move what is seldom needed to files beside it.`,
      ],
    };
  }
  const { problems, ...skill } = await parseSkill(new TextDecoder().decode(bytes), folder);
  return { ...skill, problems: problems.map((problem) => `Its SKILL.md ${problem}.`) };
}

const linkProblem =
  'It is a link that leads nowhere or elsewhere. Put the folder itself here, or name the directory it lies in in skills.dirs.';

function readProblem(error: WorkspaceError): string {
  switch (error.kind) {
    case 'not-found':
      return 'There is no SKILL.md in it. Add one, or move the folder elsewhere.';
    case 'outside':
      return linkProblem;
    case 'not-a-file':
    case 'not-a-directory':
    case 'refused':
    case 'changed':
    case 'failed':
      return `Its SKILL.md cannot be read: ${error.message}`;
  }
}
