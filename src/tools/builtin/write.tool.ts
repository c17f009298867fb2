import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { answer } from '../files/answer.js';
import { counted } from '../files/counted.js';
import { countLines } from '../files/lines-of.js';
import { shownPath } from '../files/shown-path.js';
import type { Tool, ToolContext, ToolResult } from '../tool.port.js';

/** Makes a file, or replaces one as a whole. */
@Injectable()
export class WriteTool implements Tool {
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
      additionalProperties: false,
    },
  };

  constructor(@Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage) {}

  run(args: Record<string, unknown>, { files }: ToolContext): Promise<ToolResult> {
    const { path, content } = args as { path: string; content: string };
    return answer(async () => {
      const written = await this.storage.write(files, path, Buffer.from(content));
      const amount = counted(countLines(content), 'line');
      const name = shownPath(written.path);
      return written.created ? `Wrote ${amount} to ${name}.` : `Replaced ${name}: it now has ${amount}.`;
    });
  }
}
