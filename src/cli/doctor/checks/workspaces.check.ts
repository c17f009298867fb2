import { accessSync, constants, statSync } from 'node:fs';
import type { ResolvedAgent } from '../../../agents/resolved-agent.js';
import { makeDirectory } from '../../../common/make-directory.js';
import { errorReason } from '../../../common/system-error.js';
import { homeOf } from '../../../config/state-directory.js';
import { workspacePath } from '../../../config/workspace-path.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';
import { nearestExisting } from '../nearest-existing.js';

/** Whether every agent has a directory for its files. */
export class WorkspacesCheck implements DoctorCheck {
  readonly name = 'Workspaces';

  constructor(private readonly context: Pick<DoctorContext, 'agents' | 'environment' | 'file'>) {}

  run(): Finding[] {
    const { agents, environment, file } = this.context;
    const bases = { home: homeOf(environment), stateDirectory: file.stateDirectory };
    return agents.map((agent) => inspect(agent, workspacePath(agent, bases)));
  }
}

function inspect({ id, workspace }: ResolvedAgent, path: string): Finding {
  const there = nearestExisting(path);
  try {
    if (!statSync(there).isDirectory()) throw new Error(`${there} is no directory`);
    accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const what = `The workspace of ${id}, ${path}, cannot be ${there === path ? 'used' : 'made'} (${errorReason(error)}).`;
    return {
      status: 'problem',
      what,
      remedy: 'Give the agent another `workspace`, or this one to the user of the gateway.',
    };
  }
  if (there === path) return { status: 'ok', what: `${id} has ${path}` };
  // The gateway makes it when a file is written; a place that somebody chose might be mistyped.
  if (workspace === undefined) return { status: 'ok', what: `${id} gets ${path} when it first writes a file` };
  const fix = { done: `made ${path}`, apply: () => makeDirectory(path) };
  return {
    status: 'warning',
    what: `The workspace of ${id}, ${path}, is not there.`,
    remedy: `mkdir -p -m 700 '${path}'`,
    fix,
  };
}
