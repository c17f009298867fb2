import { Inject, Injectable } from '@nestjs/common';
import { describeSize } from '../../common/describe-amount.js';
import { type StoredFile, WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { maxFileBytes } from '../files/file-limits.js';
import { replaceOnce } from '../files/replace-once.js';
import { shownPath } from '../files/shown-path.js';
import { textEncoding } from '../files/text-encoding.js';
import { UnusableRequestError } from '../files/unusable-request.error.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

interface EditArguments {
  path: string;
  oldText: string;
  newText: string;
}

/** Replaces one piece of a file and shows the change. */
@Injectable()
export class EditTool implements Tool<EditArguments> {
  readonly group = 'fs';
  readonly ownerOnly = true;
  readonly sideEffects = true;
  readonly definition = {
    name: 'edit',
    description: 'Replace text in a file. `oldText` is copied exactly and occurs exactly once.',
    parameters: {
      type: 'object',
      properties: { path: { type: 'string' }, oldText: { type: 'string' }, newText: { type: 'string' } },
      required: ['path', 'oldText', 'newText'],
    },
  };

  constructor(@Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage) {}

  async run({ path, oldText, newText }: EditArguments, { files, signal }: ToolContext): Promise<ToolResult> {
    const file = await this.storage.read(files, path, maxFileBytes);
    refuseOtherThanText(file);
    const before = Buffer.from(file.bytes).toString('latin1');
    const { text: after, ...place } = replaceOnce(before, toByteString(oldText), toByteString(newText));
    signal.throwIfAborted();
    const written = await this.storage.write(files, path, Buffer.from(after, 'latin1'), file.bytes);
    // Only here, because hardly any start of the gateway needs it.
    const { describeChange } = await import('../files/describe-change.js');
    const diff = Buffer.from(describeChange({ before, after, ...place }), 'latin1').toString();
    return textResult(`Edited ${shownPath(written.path)}:\n${diff}`);
  }
}

/** One character for each byte, so that bytes elsewhere in the file that are no UTF-8 stay what they are. */
function toByteString(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function refuseOtherThanText({ bytes, size }: StoredFile): void {
  if (size > bytes.length) {
    const limit = describeSize(maxFileBytes);
    throw new UnusableRequestError(`The file is ${describeSize(size)}; at most ${limit} can be edited.`);
  }
  if (textEncoding(bytes) !== 'utf-8')
    throw new UnusableRequestError('The file is not UTF-8 text; it was not changed.');
}
