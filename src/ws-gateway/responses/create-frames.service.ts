import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/gateway-error.js';
import { Ids } from '../../common/ids.js';
import { InternalError } from '../../common/internal-error.js';
import type { JsonObject } from '../../common/json.js';
import { type RequestContext, withRequestContext } from '../../observability/request-context.js';
import type { ResponseResource } from '../../openai-wire/responses/response-resource.js';
import { ResponseNotFoundError } from '../../responses/responses.errors.js';
import { ConnectionResponses } from './connection-responses.service.js';
import { parseCreateFrame, previousResponseOf, readCreateFrame, readStreamId } from './read-create-frame.js';
import { PreviousResponseNotFoundError } from './responses-ws.errors.js';
import { toErrorFrame } from './to-error-frame.js';
import type { FrameCaller } from './frame-caller.js';
import { withStreamId } from './with-stream-id.js';

/** Answers frames of clients: each with the events of a response, or with an error. */
@Injectable()
export class CreateFrames {
  private readonly logger = new Logger(CreateFrames.name);

  constructor(
    private readonly responses: ConnectionResponses,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  /** Resolves when the frame is answered, or its client is gone. */
  async answer(text: string, caller: FrameCaller): Promise<void> {
    const { clientAddress } = caller;
    const context: RequestContext = {
      requestId: this.ids.prefixed('req_'),
      startedAt: this.clock.monotonic(),
      clientAddress,
    };
    await withRequestContext(context, async () => {
      const outcome = await this.tell(text, caller, context);
      const milliseconds = Math.round((this.clock.monotonic() - context.startedAt) * 10) / 10;
      const { agentId, runId } = context;
      this.logger.log({
        message: 'response over WebSocket',
        outcome,
        milliseconds,
        client: clientAddress,
        agentId,
        runId,
      });
    });
  }

  /** Gives the status of the response, or the code of the error. */
  private async tell(text: string, caller: FrameCaller, { requestId }: RequestContext): Promise<string> {
    let send = caller.send;
    try {
      const frame = parseCreateFrame(text);
      send = namingStream(readStreamId(frame), send);
      return await this.respond(frame, { ...caller, send });
    } catch (error) {
      if (caller.signal.aborted) return 'client left';
      const failure = this.failure(error);
      await send(toErrorFrame(failure, requestId));
      return failure.code ?? failure.type;
    }
  }

  /** A request that fails, whatever its fault, takes from the connection's memory what it went on with, as the specification has it. */
  private async respond(frame: JsonObject, caller: FrameCaller): Promise<string> {
    const previous = previousResponseOf(frame);
    let response: ResponseResource | undefined;
    try {
      response = await this.responses.respond(readCreateFrame(frame), caller);
    } catch (error) {
      if (previous !== undefined) caller.memory.forget(previous);
      throw inWordsOfConnection(error, previous);
    }
    if (response?.status === 'failed' && previous !== undefined) caller.memory.forget(previous);
    return response?.status ?? 'client left';
  }

  private failure(error: unknown): GatewayError {
    if (error instanceof GatewayError) return error;
    this.logger.error(error);
    return new InternalError(error);
  }
}

/** Over HTTP the earlier response is a thing that is not found; here it is a fault of the request. */
function inWordsOfConnection(error: unknown, previous: string | undefined): unknown {
  const isMissing = error instanceof ResponseNotFoundError && error.param === 'previous_response_id';
  return isMissing && previous !== undefined ? new PreviousResponseNotFoundError(previous) : error;
}

function namingStream(id: string | undefined, send: FrameCaller['send']): FrameCaller['send'] {
  return (text) => send(withStreamId(text, id));
}
