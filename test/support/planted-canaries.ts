import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { HostFact } from '../../src/common/private-facts.js';
import type { HostInfo } from '../../src/prompt/host-info.port.js';

/** What must never reach the model of a public agent; the workspaces' place comes with `plantCanaries`. */
const facts = {
  hostName: 'canary-host.internal',
  os: 'CanaryOS 98.76.5',
  architecture: 'canary-arch64',
  nodeVersion: 'v97.65.43',
  workspaceName: 'canary workspaces',
  skillName: 'canary-skill-name',
  skillText: 'canary skill text',
  userNote: 'canary of USER.md',
  memoryNote: 'canary of MEMORY.md',
  agentsNote: 'canary of AGENTS.md',
  provider: 'canary-provider',
  fallbackModel: 'canary-fallback-model',
  otherAgent: 'canary-other-agent',
  otherPrompt: 'canary instructions of another agent',
  sessionName: 'canary-session-name',
  userName: 'canary-user@example.test',
};

/** What this machine really is. */
const realFacts = {
  realHostName: os.hostname(),
  realRelease: os.release(),
  realNodeVersion: process.version,
  realHome: os.homedir(),
  realTemporaryDirectory: os.tmpdir(),
};

export const canaryHost: HostInfo = {
  hostName: new HostFact(facts.hostName),
  os: new HostFact(facts.os),
  architecture: new HostFact(facts.architecture),
  nodeVersion: new HostFact(facts.nodeVersion),
};

export interface PlantedCanaries {
  /** Holds one workspace per agent, each with notes and a skill. */
  root: string;
  planted: typeof facts;
  /** All that may be searched for, by name. */
  canaries: [name: string, value: string][];
}

/** Writes workspaces with canary notes for the agents `main`, `front-desk` and the other one. */
export function plantCanaries(directory: string): PlantedCanaries {
  const root = join(realpathSync(directory), facts.workspaceName);
  for (const agent of ['main', 'front-desk', facts.otherAgent]) writeWorkspace(join(root, agent));
  // A real name that is short or a plain word would be found by chance.
  const telling = Object.entries(realFacts).filter(([, value]) => value.length >= 4 && /[^a-z]/i.test(value));
  return { root, planted: facts, canaries: [...Object.entries(facts), ['workspace', root], ...telling] };
}

export function isRealFact(name: string): boolean {
  return name in realFacts;
}

function writeWorkspace(workspace: string): void {
  const skill = join(workspace, 'skills', facts.skillName);
  mkdirSync(skill, { recursive: true });
  writeFileSync(join(skill, 'SKILL.md'), `---\nname: x\n---\n${facts.skillText}`);
  writeFileSync(join(workspace, 'USER.md'), facts.userNote);
  writeFileSync(join(workspace, 'MEMORY.md'), facts.memoryNote);
  writeFileSync(join(workspace, 'AGENTS.md'), facts.agentsNote);
  writeFileSync(join(workspace, 'SOUL.md'), 'The soul of the agent.');
  writeFileSync(join(workspace, 'IDENTITY.md'), 'The identity of the agent.');
}
