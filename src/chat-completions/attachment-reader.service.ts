import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { imagesNotRead } from '../attachments/attachment.errors.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import type { ContentPart, ImagePart } from '../common/conversation.js';
import { invalidValue, unsupportedValue } from '../common/request-errors.js';
import { GatewaySection } from '../config/config-sections.js';
import type { NativeInput } from '../config/models.config.js';
import type { AttachmentPart } from '../openai-wire/chat/content-part.js';
import { ModelRegistryService } from '../providers/model-registry.service.js';

/** Makes of an image or file part what the agent's model can read; throws 400 where it cannot be honoured. */
@Injectable()
export class AttachmentReader {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly models: ModelRegistryService,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
  ) {}

  read(part: AttachmentPart, agent: ResolvedAgent, signal: AbortSignal): Promise<ContentPart[]> {
    const { input } = this.models.primary(agent.model);
    return part.type === 'file'
      ? this.attachments.read(part, { input, param: `${part.path}.file.file_data`, signal })
      : this.readImage(part, input, signal);
  }

  private async readImage(
    { url, detail, path }: Extract<AttachmentPart, { type: 'image_url' }>,
    input: readonly NativeInput[],
    signal: AbortSignal,
  ): Promise<ContentPart[]> {
    const param = `${path}.image_url.url`;
    const images = /^data:/i.test(url)
      ? await this.attachments.read({ data: url }, { input, param, signal })
      : [this.referredImage(url, input, param)];
    if (images.some((image) => image.type !== 'image')) throw invalidValue(param, 'expected an image');
    return images.map((image) => (image.type === 'image' && detail ? { ...image, detail } : image));
  }

  private referredImage(url: string, input: readonly NativeInput[], param: string): ImagePart {
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
      throw invalidValue(param, 'expected a data: URI or an http(s) URL');
    }
    if (!this.gateway.current.http.endpoints.chatCompletions.images.allowUrl) {
      throw unsupportedValue(
        param,
        'Images by URL are switched off. Send a data: URI, or have the owner set ' +
          'gateway.http.endpoints.chatCompletions.images.allowUrl.',
      );
    }
    if (!input.includes('image')) throw imagesNotRead(param);
    return { type: 'image', url };
  }
}
