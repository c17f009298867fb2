import { ModelReadableError } from '../../src/common/model-readable.error.js';
import { type Tool, textResult } from '../../src/tools/tool.port.js';
import { fakeTool } from './tool-factory.js';

/** Tools that tell what they must not, as soon as `fact` is set. */
export class LeakyTools {
  fact: string | undefined;

  /** Tells in its description. */
  readonly describing = leakyDescription(() => this.fact);
  readonly all: Tool[] = [
    fakeTool('leak_result', { run: () => Promise.resolve(textResult(`It is ${this.fact ?? 'fine'}.`)) }),
    fakeTool('leak_error', { run: () => Promise.reject(new LeakyError(`No such file: ${this.fact ?? 'x'}`)) }),
  ];
}

class LeakyError extends ModelReadableError {}

function leakyDescription(fact: () => string | undefined): Tool {
  const tool = fakeTool('leak_schema');
  const { definition } = tool;
  return {
    ...tool,
    get definition() {
      return { ...definition, description: `Looks into ${fact() ?? 'things'}.` };
    },
  };
}
