import { Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import type { ContentPart } from '../../common/conversation.js';
import { ModelRegistryService } from '../../providers/model-registry.service.js';
import type { MessageAttachment } from './operator-run.js';

/** Makes of the files beside a message what the agent's model can read. */
@Injectable()
export class MessageAttachments {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly models: ModelRegistryService,
  ) {}

  /** Rejects with status 400, naming the attachment that cannot be honoured. */
  async read(files: readonly MessageAttachment[], agent: ResolvedAgent, signal: AbortSignal): Promise<ContentPart[]> {
    if (files.length === 0) return [];
    const { input } = this.models.primary(agent.model);
    const read = files.map(({ content, fileName, mimeType }, index) =>
      this.attachments.read(
        {
          data: content,
          ...(fileName ? { filename: fileName } : {}),
          ...(mimeType ? { mediaType: mimeType } : {}),
        },
        { input, param: `attachments[${index}]`, signal },
      ),
    );
    return (await Promise.all(read)).flat();
  }
}
