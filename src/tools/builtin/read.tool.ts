import { Inject, Injectable } from '@nestjs/common';
import { describeSize } from '../../common/describe-amount.js';
import { sniffImage } from '../../common/sniff-image.js';
import { type StoredFile, WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { maxFileBytes } from '../files/file-limits.js';
import { showLines } from '../files/show-lines.js';
import { decodeText } from '../files/text-encoding.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

interface ReadArguments {
  path: string;
  offset?: number;
  limit?: number;
}

export const readToolName = 'read';

/** Shows the lines of a text file, as many as there is room for. */
@Injectable()
export class ReadTool implements Tool<ReadArguments> {
  readonly group = 'fs';
  readonly ownerOnly = false;
  readonly sideEffects = false;
  readonly definition = {
    name: readToolName,
    description: 'Read a text file of the workspace: all of it, or `limit` lines from line `offset` (1 is the first).',
    parameters: {
      type: 'object',
      properties: {
        path: { type: 'string' },
        offset: { type: 'integer', minimum: 1 },
        limit: { type: 'integer', minimum: 1 },
      },
      required: ['path'],
    },
  };

  constructor(@Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage) {}

  async run({ path, ...range }: ReadArguments, { files }: ToolContext): Promise<ToolResult> {
    const file = await this.storage.read(files, path, maxFileBytes);
    const isCut = file.size > file.bytes.length;
    const text = decodeText(file.bytes, isCut);
    if (text === undefined) return textResult(describeBinary(file));
    const lines = showLines(text, range);
    const rest = `\n[the file is ${describeSize(file.size)}; only its first ${describeSize(file.bytes.length)} can be read]`;
    return textResult(isCut ? lines + rest : lines);
  }
}

/** Images are named, not shown: whether the model can see them is not known here. */
function describeBinary({ bytes, size }: StoredFile): string {
  const image = sniffImage(bytes);
  if (image !== undefined) return `[${image}, ${describeSize(size)}; images are not shown]`;
  return `[a binary file, ${describeSize(size)}; it is not shown]`;
}
