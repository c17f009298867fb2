import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { WorkspaceFiles } from '../workspace/workspace-files.port.js';
import { WorkspaceLocator } from '../workspace/workspace-locator.service.js';
import { type PromptSection, buildPrompt } from './build-prompt.js';
import { HostFact, privateAudience } from './host-fact.js';
import { HostInfo } from './host-info.port.js';
import type { RuntimeFacts } from './prompt-facts.js';
import { maxNoteCharacters, mayReadNote, promptNoteNames } from './prompt-notes.js';

export interface PromptRequest {
  agent: ResolvedAgent;
  isOwner: boolean;
  /** The model that will answer, as `<provider>/<model id>`. */
  model: string;
  hasTools: boolean;
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

  async build({ agent, isOwner, model, hasTools, clientInstructions }: PromptRequest): Promise<PromptSection[]> {
    const workspace = this.workspaces.locate(agent);
    const notes = await this.files.readNotes(workspace, promptNoteNames(agent, isOwner), maxNoteCharacters);
    return buildPrompt({
      agentName: agent.name,
      instructions: agent.systemPrompt,
      notes: notes.filter(
        (note) => note.text.trim() !== '' && mayReadNote(note.linkedFile ?? note.name, agent, isOwner),
      ),
      hasTools,
      clientInstructions,
      runtime: this.runtimeFacts(agent, workspace, model),
    });
  }

  private runtimeFacts(agent: ResolvedAgent, workspace: string, model: string): RuntimeFacts {
    const audience = privateAudience(agent);
    if (!audience) return { kind: 'public' };
    return { kind: 'private', audience, host: this.host, workspace: new HostFact(workspace), model };
  }
}
