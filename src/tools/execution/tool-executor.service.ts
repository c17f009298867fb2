import { Injectable, Logger } from '@nestjs/common';
import type { ToolCall } from '../../common/conversation.js';
import { ArgumentChecker, type CheckedArguments } from './argument-checker.js';
import { limitOutput } from './limit-output.js';
import {
  type ExecutedCall,
  type Tool,
  type ToolContext,
  type ToolOutcome,
  type ToolResult,
  errorResult,
} from '../tool.port.js';

/** Runs the calls of a model. Every call gets exactly one result, whatever becomes of it; nothing is thrown. */
@Injectable()
export class ToolExecutor {
  private readonly logger = new Logger(ToolExecutor.name);
  private readonly checker = new ArgumentChecker();

  /**
   * `tools` are the effective tools of the run: a call to anything else is refused, and nothing runs. `onStart` is told right
   * before a tool begins.
   */
  async execute(
    call: ToolCall,
    tools: readonly Tool[],
    context: ToolContext,
    onStart?: (tool: Tool) => void,
  ): Promise<ExecutedCall> {
    const tool = tools.find((candidate) => candidate.definition.name === call.name);
    if (!tool) return finished(call, 'refused', errorResult(`There is no tool '${call.name.slice(0, 64)}' here.`));
    if (context.signal.aborted) return finished(call, 'aborted', errorResult('The run was stopped before this call.'));
    const checked = this.check(tool, call);
    if (!checked.ok) return finished(call, 'error', errorResult(checked.complaint));
    onStart?.(tool);
    const result = await this.run(tool, checked.args, context);
    const outcome = context.signal.aborted ? 'aborted' : result.isError ? 'error' : 'ok';
    return { ...finished(call, outcome, result), sideEffect: tool.sideEffects };
  }

  /** A schema that is none is a fault of the tool, and the model gets to know no more than that it failed. */
  private check(tool: Tool, call: ToolCall): CheckedArguments {
    try {
      return this.checker.check(tool, call);
    } catch (error) {
      return { ok: false, complaint: this.failed(tool, error) };
    }
  }

  private async run(tool: Tool, args: Record<string, unknown>, context: ToolContext): Promise<ToolResult> {
    try {
      return await abortable(tool.run(args, context), context.signal);
    } catch (error) {
      if (context.signal.aborted) return errorResult('The run was stopped during this call.');
      return errorResult(this.failed(tool, error));
    }
  }

  private failed({ definition }: Tool, error: unknown): string {
    this.logger.warn(`The tool ${definition.name} failed: ${String(error)}`);
    return `The tool '${definition.name}' failed.`;
  }
}

function finished(call: ToolCall, outcome: ToolOutcome, result: ToolResult): ExecutedCall {
  const { content } = limitOutput(result);
  return { outcome, message: { role: 'tool', callId: call.id, content }, sideEffect: false };
}

/** Does not wait for a tool that ignores its signal. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(new Error('aborted'));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
