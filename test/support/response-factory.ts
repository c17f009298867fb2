import type { ResponseIdentity } from '../../src/openai-wire/responses/response-resource.js';
import { readResponsesRequest } from '../../src/openai-wire/responses/responses-request.js';
import type { KeptResponse } from '../../src/responses/response-store.port.js';

/** A response of a request that asks for nothing in particular, unless overridden. */
export function responseIdentity(overrides: Partial<ResponseIdentity> = {}): ResponseIdentity {
  const { echo } = readResponsesRequest({ input: 'hi' }, { compat: 'warn' });
  return {
    id: 'resp_1',
    createdAt: 1_767_225_600,
    model: 'openclaw:main',
    echo: { ...echo, store: false, background: false, previous_response_id: null },
    summarizes: false,
    ...overrides,
  };
}

/** A kept response of the agent `main`, unless overridden. */
export function keptResponse(overrides: Partial<KeptResponse> = {}): KeptResponse {
  return {
    id: 'resp_1',
    runId: `run_${overrides.id ?? '1'}`,
    agentId: 'main',
    session: { key: 'agent:main:response:resp_1', kind: 'response' },
    credentialId: 'shared-token',
    isOwner: true,
    identity: responseIdentity(),
    dialect: 'openai',
    input: [],
    createdAt: 1_000,
    ...overrides,
  };
}
