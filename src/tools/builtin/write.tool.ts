import { Inject, Injectable } from '@nestjs/common';
import { counted } from '../../common/describe-amount.js';
import { WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { countLines } from '../files/lines-of.js';
import { shownPath } from '../files/shown-path.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

interface WriteArguments {
  path: string;
  content: string;
}

/** Makes a file, or replaces one as a whole. */
@Injectable()
export class WriteTool implements Tool<WriteArguments> {
  readonly group = 'fs';
  readonly ownerOnly = true;
  readonly sideEffects = true;
  readonly definition = {
    name: 'write',
    description: 'Create a file of the workspace, or replace it as a whole.',
    parameters: {
      type: 'object',
      properties: { path: { type: 'string' }, content: { type: 'string' } },
      required: ['path', 'content'],
    },
  };

  constructor(@Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage) {}

  async run({ path, content }: WriteArguments, { files }: ToolContext): Promise<ToolResult> {
    const written = await this.storage.write(files, path, Buffer.from(content));
    const amount = counted(countLines(content), 'line');
    const name = shownPath(written.path);
    return textResult(written.created ? `Wrote ${amount} to ${name}.` : `Replaced ${name}: it now has ${amount}.`);
  }
}
