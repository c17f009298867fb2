import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticatedRequest } from '../../auth/authenticated-request.js';
import { AuthenticationService } from '../../auth/authentication.service.js';
import { presentedBearer } from '../../auth/bearer.js';
import { requireScope } from '../../auth/require-scope.js';
import type { InvalidRequestError } from '../../common/gateway-error.js';
import { unsupportedParameter } from '../../common/request-errors.js';
import { GatewaySection } from '../../config/config-sections.js';
import { answerIncludesOf } from '../../http/answer-includes.decorator.js';
import { keyOf } from '../../http/call-repeat.js';
import { endpointNotFound } from '../../http/endpoint-not-found.js';
import { onDisconnectOf } from '../../http/on-disconnect.decorator.js';
import { requestHeaderNames } from '../../http/request-header-names.js';
import { responsesBodyLimit } from '../../responses/responses-body-limit.js';
import type { UpgradeDoor } from '../upgrade-door.js';
import { responsesPath } from './responses-path.js';

/** Lets clients in as `AuthGuard` does for the same path over HTTP: by the endpoint's switch, then by the credential. */
@Injectable()
export class ResponsesDoor implements UpgradeDoor {
  readonly path = responsesPath;

  constructor(
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    private readonly authentication: AuthenticationService,
  ) {}

  async admit(request: AuthenticatedRequest): Promise<void> {
    if (!this.gateway.current.http.endpoints.responses.enabled) throw endpointNotFound(request);
    const { rawHeaders, socket } = request;
    request.credential = await this.authentication.authenticate({
      presented: presentedBearer(rawHeaders),
      rawHeaders,
      peer: socket.remoteAddress,
    });
    requireScope(request.credential, 'operator.write');
    onDisconnectOf(request);
    answerIncludesOf(request);
    refuseWordsOfOneRequest(request);
  }

  maxPayload(): number {
    return responsesBodyLimit(this.gateway.current).bytes;
  }
}

/** A header that did nothing would be believed in. */
function refuseWordsOfOneRequest(request: AuthenticatedRequest): void {
  if (keyOf(request) !== undefined) throw ofOneRequest(requestHeaderNames.idempotencyKey, 'names');
  const { ownerAssertion } = requestHeaderNames;
  if (request.headers[ownerAssertion] !== undefined) throw ofOneRequest(ownerAssertion, 'vouches for');
}

function ofOneRequest(header: string, does: string): InvalidRequestError {
  return unsupportedParameter(
    header,
    `'${header}' ${does} one request, and a connection has many. Connect without it, or send the request over HTTP.`,
  );
}
