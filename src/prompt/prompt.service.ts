import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { type HostPath, ownerAudience, privateAudience } from '../common/private-facts.js';
import type { Skill } from '../skills/skill.js';
import { mayReadNote } from '../workspace/note-privacy.js';
import { WorkspaceFiles, type WorkspaceNote } from '../workspace/workspace-files.port.js';
import { WorkspaceLocator } from '../workspace/workspace-locator.service.js';
import { type PromptSection, buildPrompt } from './build-prompt.js';
import { HostInfo } from './host-info.port.js';
import { shownChannel } from './message-channel.js';
import type { RuntimeFacts } from './prompt-facts.js';
import { isBlank, limitNotes, maxNoteCharacters, promptNoteNames } from './prompt-notes.js';

export interface PromptRequest {
  agent: ResolvedAgent;
  isOwner: boolean;
  /** The model that will answer, as `<provider>/<model id>`. */
  model: string;
  /** In the sender's words. */
  messageChannel?: string | undefined;
  /** Names of the agent's own tools that the run has. */
  ownToolNames: readonly string[];
  /** Whether the run has any tool, own or of the client. */
  hasTools: boolean;
  /** Those that the run can read; of no account for a public agent. */
  skills: readonly Skill[];
  clientInstructions: readonly string[];
}

/** Gathers the facts that the audience of an agent may learn, and has the prompt built of them. */
@Injectable()
export class PromptService {
  constructor(
    @Inject(HostInfo) private readonly host: HostInfo,
    @Inject(WorkspaceFiles) private readonly files: WorkspaceFiles,
    private readonly workspaces: WorkspaceLocator,
  ) {}

  async build(request: PromptRequest): Promise<PromptSection[]> {
    const { agent, isOwner, model, messageChannel, ownToolNames, hasTools, skills, clientInstructions } = request;
    const workspace = this.workspaces.locate(agent);
    return buildPrompt({
      agentName: agent.name,
      instructions: agent.systemPrompt,
      notes: await this.readNotes(agent, isOwner, workspace),
      owner: ownerAudience(agent, isOwner),
      hasTools,
      ownToolNames,
      skills: agent.publicMode ? [] : skills,
      clientInstructions,
      messageChannel: shownChannel(messageChannel, agent),
      runtime: this.runtimeFacts(agent, workspace, model),
    });
  }

  private async readNotes(agent: ResolvedAgent, isOwner: boolean, workspace: HostPath): Promise<WorkspaceNote[]> {
    const notes = await this.files.readNotes(workspace, promptNoteNames(agent, isOwner), maxNoteCharacters);
    return limitNotes(
      notes.filter((note) => !isBlank(note) && mayReadNote(note.linkedFile ?? note.name, agent, isOwner)),
    );
  }

  private runtimeFacts(agent: ResolvedAgent, workspace: HostPath, model: string): RuntimeFacts {
    const audience = privateAudience(agent);
    if (!audience) return { kind: 'public' };
    return { kind: 'private', audience, host: this.host, workspace, model };
  }
}
