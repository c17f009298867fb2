import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { plantedHost } from '../../test/support/prompt-factory.js';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { WorkspaceFiles } from '../workspace/workspace-files.port.js';
import { WorkspaceLocator } from '../workspace/workspace-locator.service.js';
import { promptText } from './build-prompt.js';
import { maxNoteCharacters } from './prompt-notes.js';
import { type PromptRequest, PromptService } from './prompt.service.js';

/** A workspace whose notes are these; `read` holds what was asked for. */
function workspace(notes: Record<string, string>): WorkspaceFiles & { read: [string, string, number][] } {
  const read: [string, string, number][] = [];
  return {
    read,
    readNotes: (directory, names, maxCharacters) => {
      names.forEach((name) => read.push([directory.forFileSystem(), name, maxCharacters]));
      const found = names.filter((name) => Object.hasOwn(notes, name));
      return Promise.resolve(found.map((name) => ({ name, text: notes[name] ?? '', truncated: false })));
    },
  };
}

const notes = {
  'SOUL.md': 'Be warm.',
  'USER.md': 'The owner is planted.',
  'MEMORY.md': 'planted memory',
  'AGENTS.md': 'planted rules',
};

async function build(agent: Partial<ResolvedAgent>, request: Partial<PromptRequest> = {}, files = workspace(notes)) {
  const sut = new PromptService(plantedHost, files, new WorkspaceLocator('/home/planted', '/var/planted'));
  const sections = await sut.build({
    agent: resolvedAgent(agent),
    isOwner: false,
    model: 'planted-provider/planted-model',
    ownToolNames: ['read'],
    hasTools: true,
    skills: [],
    clientInstructions: ['Speak French.'],
    ...request,
  });
  return promptText(sections);
}

describe(PromptService.name, () => {
  it.each([false, true])(
    'G2/G4: a public agent learns nothing of host, workspace, model or owner (owner run: %s)',
    async (isOwner) => {
      const text = await build({ publicMode: true, name: 'Front desk', workspace: '~/planted/{agentId}' }, { isOwner });
      expect(text).toContain('Runtime: public-facing agent');
      expect(text).not.toMatch(/planted|\/home|\/var|~|main/);
      expect(text).toContain('Be warm.');
      expect(text).toContain('Speak French.');
    },
  );

  it('G7: reads only what the run may see, from the workspace of the agent', async () => {
    const files = workspace(notes);
    await build({ publicMode: true, id: 'front-desk' }, { isOwner: true }, files);
    const directory = '/var/planted/workspaces/front-desk';
    expect(files.read).toEqual([
      [directory, 'SOUL.md', maxNoteCharacters],
      [directory, 'IDENTITY.md', maxNoteCharacters],
    ]);
  });

  it('G7: an owner run of an agent that is not public has all notes, in order; others not those of the owner', async () => {
    const ofOwner = await build({}, { isOwner: true });
    expect(ofOwner.match(/^# [A-Z]+\.md$/gm)).toEqual(['# AGENTS.md', '# SOUL.md', '# USER.md', '# MEMORY.md']);
    expect((await build({})).match(/^# [A-Z]+\.md$/gm)).toEqual(['# AGENTS.md', '# SOUL.md']);
  });

  it('tells any other agent of its host, workspace and model', async () => {
    const text = await build({ workspace: '~/agents/{agentId}' });
    expect(text).toMatch(
      /host=planted-host .* model=planted-provider\/planted-model \| workspace=\/home\/planted\/agents\/main/,
    );
  });

  it('leaves out blank notes', async () => {
    const text = await build({ publicMode: true }, {}, workspace({ 'SOUL.md': ' \n', 'IDENTITY.md': 'Ada' }));
    expect(text).not.toContain('SOUL.md');
    expect(text).toContain('# IDENTITY.md\nAda');
  });

  it('G9: a change of the agent shows in the next prompt', async () => {
    expect(await build({ systemPrompt: 'Old.' })).toContain('host=planted-host');
    const next = await build({ systemPrompt: 'New.', publicMode: true });
    expect(next).toContain('New.');
    expect(next).not.toMatch(/Old|planted/);
  });

  it.each([false, true])('G2: a public agent has no skills, whoever gives it some (owner run: %s)', async (isOwner) => {
    const skills = [
      { name: 'planted-skill', description: 'planted', location: 'skills/planted/SKILL.md', readableRoot: undefined },
    ];
    expect(await build({}, { skills, isOwner })).toContain('skills/planted/SKILL.md');
    expect(await build({ publicMode: true }, { skills, isOwner })).not.toMatch(/planted|skill/i);
  });

  it('G7: all notes together are bounded, the first ones come first, and what is cut says so', async () => {
    const long = (letter: string): string => letter.repeat(maxNoteCharacters);
    const files = workspace({
      'AGENTS.md': long('a'),
      'SOUL.md': long('b'),
      'IDENTITY.md': long('c'),
      'USER.md': 'owner',
    });
    const text = await build({}, { isOwner: true }, files);
    expect(text).toContain(`# AGENTS.md\n${long('a')}\n\n# SOUL.md\n${long('b')}\n\n# IDENTITY.md\n${long('c')}\n\n`);
    expect(text).not.toContain('owner');
    expect(text).toContain('[USER.md is longer; the rest was left out]');
  });

  it("G7: a link to the owner's notes under another name is no way to them", async () => {
    const files: WorkspaceFiles = {
      readNotes: () =>
        Promise.resolve([{ name: 'innocent.md', text: 'secret', truncated: false, linkedFile: 'USER.md' }]),
    };
    const sut = new PromptService(plantedHost, files, new WorkspaceLocator('/home/planted', '/var/planted'));
    const agent = resolvedAgent({ publicMode: true, promptFiles: ['innocent.md'] });
    const rest = { ownToolNames: [], hasTools: false, skills: [], clientInstructions: [] };
    expect(promptText(await sut.build({ agent, isOwner: true, model: 'fake/model', ...rest }))).not.toContain('secret');
  });
});
