import { Injectable } from '@nestjs/common';
import { imagesNotRead } from '../attachments/attachment.errors.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import type { ContentPart, ImagePart } from '../common/conversation.js';
import { invalidValue, unsupportedValue } from '../common/request-errors.js';
import type { NativeInput } from '../config/models.config.js';
import type { AttachmentPart } from '../openai-wire/attachment-part.js';
import { ModelRegistryService } from '../providers/model-registry.service.js';
import { modelsOf } from '../runs/models-of.js';
import type { CallOrigin } from './call-origins.service.js';

/** Whether an endpoint takes images by URL, and the setting that says so. */
export interface ImageUrls {
  allowed: boolean;
  setting: string;
}

export interface AttachmentContext {
  origin: Pick<CallOrigin, 'agent' | 'model' | 'signal'>;
  imageUrls: ImageUrls;
}

/** Makes of an image or file part what the agent's model can read; throws 400 where it cannot be honoured. */
@Injectable()
export class AttachmentReader {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly models: ModelRegistryService,
  ) {}

  read(part: AttachmentPart, context: AttachmentContext): Promise<ContentPart[]> {
    const { input } = this.models.primary(modelsOf(context.origin));
    return this.readFor(input, part, context);
  }

  /** As `read`, for the result of a tool, which has no place for files: they become text. */
  async readResult(part: AttachmentPart, context: AttachmentContext): Promise<ContentPart[]> {
    const { input } = this.models.primary(modelsOf(context.origin));
    return this.readFor(
      input.filter((kind) => kind !== 'pdf'),
      part,
      context,
    );
  }

  private readFor(
    input: readonly NativeInput[],
    part: AttachmentPart,
    context: AttachmentContext,
  ): Promise<ContentPart[]> {
    const { param } = part;
    const options = { input, param, signal: context.origin.signal };
    return part.type === 'file' ? this.attachments.read(part, options) : this.readImage(part, input, context);
  }

  private async readImage(
    { url, detail, param }: Extract<AttachmentPart, { type: 'image' }>,
    input: readonly NativeInput[],
    { origin, imageUrls }: AttachmentContext,
  ): Promise<ContentPart[]> {
    const images = /^data:/i.test(url)
      ? await this.attachments.read({ data: url }, { input, param, signal: origin.signal })
      : [referredImage(url, input, param, imageUrls)];
    if (images.some((image) => image.type !== 'image')) throw invalidValue(param, 'expected an image');
    return images.map((image) => (image.type === 'image' && detail ? { ...image, detail } : image));
  }
}

function referredImage(url: string, input: readonly NativeInput[], param: string, { allowed, setting }: ImageUrls) {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw invalidValue(param, 'expected a data: URI or an http(s) URL');
  }
  if (!allowed) {
    throw unsupportedValue(
      param,
      `Images by URL are switched off. Send a data: URI, or have the owner set ${setting}.`,
    );
  }
  if (!input.includes('image')) throw imagesNotRead(param);
  return { type: 'image', url } satisfies ImagePart;
}
