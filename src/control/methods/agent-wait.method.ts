import { Inject, Injectable } from '@nestjs/common';
import type { JSONSchemaType } from 'ajv';
import { linkedController } from '../../common/abort.js';
import { Clock } from '../../common/clock.js';
import type { AgentWaitPayload } from '../../gateway-protocol/method-payloads.js';
import { invalidRequest } from '../../gateway-protocol/protocol-error.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import type { RunLog } from '../../runs/journal/run-log.js';
import { isVisible } from '../../sessions/session-name.js';
import type { ControlMethod, MethodCall } from '../control-method.port.js';
import { optionalCount } from '../params.js';
import { longest } from '../time-limits.js';

interface AgentWaitParams {
  runId: string;
  timeoutMs?: number;
}

const defaultMilliseconds = 30_000;

@Injectable()
export class AgentWaitMethod implements ControlMethod<AgentWaitParams> {
  readonly name = 'agent.wait';
  readonly scope = 'operator.read';
  readonly summary = 'Waits for the end of a run, whoever started it; `timeout` where it does not come in time';
  readonly params: JSONSchemaType<AgentWaitParams> = {
    type: 'object',
    properties: {
      runId: { type: 'string', minLength: 1, maxLength: 256 },
      timeoutMs: optionalCount(longest.milliseconds, 0),
    },
    required: ['runId'],
  };

  constructor(
    private readonly journal: RunJournal,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async handle(
    { runId, timeoutMs = defaultMilliseconds }: AgentWaitParams,
    { operator, signal }: MethodCall,
  ): Promise<AgentWaitPayload> {
    const log = this.journal.find(runId);
    if (!log || !isVisible(log.record.sessionKey, operator.credential.namespace))
      throw invalidRequest(`unknown run: ${runId}`, { code: 'run_not_found' });
    await this.untilEnd(log, timeoutMs, signal);
    const { status, startedAt, endedAt, error } = log.record;
    const times = { runId, startedAt, endedAt };
    if (status === 'completed') return { ...times, status: 'ok' };
    return error === undefined ? { ...times, status: 'timeout' } : { ...times, status: 'error', error: error.message };
  }

  private async untilEnd(log: RunLog, milliseconds: number, signal: AbortSignal): Promise<void> {
    const { controller, unlink } = linkedController(signal);
    const timer = this.clock.setTimer(milliseconds, () => {
      controller.abort();
    });
    try {
      await log.untilEnd(controller.signal);
    } finally {
      timer.cancel();
      unlink();
    }
  }
}
