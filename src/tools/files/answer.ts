import { WorkspaceError } from '../../workspace/workspace.error.js';
import { type ToolResult, errorResult, textResult } from '../tool.port.js';
import { UnusableRequestError } from './unusable-request.error.js';

/** The text that the work comes to as a result, or as an error result what the model can mend. Anything else is thrown. */
export async function answer(work: () => Promise<string>): Promise<ToolResult> {
  try {
    return textResult(await work());
  } catch (error) {
    if (error instanceof WorkspaceError || error instanceof UnusableRequestError) return errorResult(error.message);
    throw error;
  }
}
