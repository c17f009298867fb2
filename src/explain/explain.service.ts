import { Injectable } from '@nestjs/common';
import { OwnerCredentialNeededError } from '../auth/auth.errors.js';
import { GatewayError } from '../common/gateway-error.js';
import { isJsonObject } from '../common/json.js';
import { invalidValue } from '../common/request-errors.js';
import { type FieldExplanation, explainFields } from '../openai-wire/explain-fields.js';
import { toErrorEnvelope } from '../openai-wire/error-envelope.js';
import { readOptionalBoolean } from '../openai-wire/read.js';
import { ProviderError } from '../providers/provider.errors.js';
import { toGatewayError } from '../providers/provider-failure.js';
import { RunsService } from '../runs/runs.service.js';
import { type ExplainCall, ExplainedEndpoints, type ReadRequest } from './explained-endpoints.service.js';
import type { Explanation } from './explanation.js';
import { modelsReason, toLimits, toOwner, toPreview, toSession, toTools } from './to-explanation.js';

/** Tells what a request for a run would do, by the steps that the request itself goes through. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly endpoints: ExplainedEndpoints,
    private readonly runs: RunsService,
  ) {}

  /** Rejects for whoever may not ask; a request that would be refused is explained all the same. */
  async explain(body: unknown, call: ExplainCall): Promise<Explanation> {
    const { credential, assertion } = call.owner;
    if (!credential.mayBeOwner && assertion !== 'valid') throw new OwnerCredentialNeededError();
    if (!isJsonObject(body)) throw invalidValue('body', 'expected a JSON object');
    const { preview, ...request } = body;
    const wantsPreview = readOptionalBoolean(preview, 'preview') ?? false;
    const endpoint = this.endpoints.of(request);
    const explanation: Explanation = {
      object: 'openclaw.explanation',
      refusal: null,
      fields: explainFields(request, endpoint.fields),
    };
    try {
      await this.follow(await endpoint.read(request, call), wantsPreview, explanation);
    } catch (error) {
      explanation.refusal = refusal(error);
      explanation.fields = explanation.fields.map((field) => blamed(field, explanation.refusal));
    }
    return explanation;
  }

  /** Goes the way of the request, and writes down what each step decided before the next one may refuse. */
  private async follow(read: ReadRequest, preview: boolean, explanation: Explanation): Promise<void> {
    const { agentBecause, runRequest, responseId } = read;
    const { agent } = runRequest;
    explanation.agent = { id: agent.id, public: agent.publicMode, because: agentBecause };
    explanation.owner = toOwner(runRequest);
    explanation.limits = toLimits(agent);
    explanation.client_tools = runRequest.clientTools.map((tool) => tool.name);
    const run = this.runs.preview(runRequest);
    explanation.session = toSession(run.session, { responseId, readOnly: runRequest.session.readOnly });
    const plan = await run.plan();
    explanation.session.earlier_messages = plan.session.earlierMessages;
    explanation.models = plan.models.map((model) => model.ref);
    explanation.models_because = modelsReason(runRequest);
    explanation.tools = toTools(plan);
    if (preview) explanation.preview = await toPreview(plan);
  }
}

/** Anything but a refusal is a fault, and goes the way of all faults. */
function refusal(error: unknown): NonNullable<Explanation['refusal']> {
  const refused = error instanceof ProviderError ? toGatewayError(error, { includeDetails: true }) : error;
  if (!(refused instanceof GatewayError)) throw error;
  return { status: refused.status, ...toErrorEnvelope(refused) };
}

/** The field that the refusal names, e.g. `messages` for `messages[0].content`, is refused whatever it usually means. */
function blamed(field: FieldExplanation, refused: Explanation['refusal']): FieldExplanation {
  if (refused?.error.param?.split(/[.[]/)[0] !== field.field) return field;
  return { ...field, effect: 'refused', note: refused.error.message };
}
