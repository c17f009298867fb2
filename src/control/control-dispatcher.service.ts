import { Inject, Injectable, Logger } from '@nestjs/common';
import { GatewayError } from '../common/gateway-error.js';
import { InternalError } from '../common/internal-error.js';
import type { RequestFrame, ResponseFrame } from '../gateway-protocol/frames.js';
import { mapGatewayError } from '../gateway-protocol/map-gateway-error.js';
import { type ParamsCheck, paramsCheck, withoutNulls } from '../gateway-protocol/params-check.js';
import { type ErrorShape, ProtocolError, invalidRequest } from '../gateway-protocol/protocol-error.js';
import { type OperatorScope, hasScope } from '../gateway-protocol/scopes.js';
import { type ControlMethod, ControlMethods, type MethodCall } from './control-method.port.js';
import type { Operator } from './operator.js';

type Rights = Pick<Operator, 'credential' | 'scopes'>;

interface KnownMethod {
  method: ControlMethod;
  check: ParamsCheck;
}

/** What a request needs besides itself: where its answers go, and what its method is lent. */
export interface DispatchContext extends Omit<MethodCall, 'accept'> {
  answer: (frame: ResponseFrame) => void;
}

/** Finds the method of a request, sees to it that the operator may call it so, and makes the answers. */
@Injectable()
export class ControlDispatcher {
  private readonly logger = new Logger(ControlDispatcher.name);
  private readonly methods: ReadonlyMap<string, KnownMethod>;

  constructor(@Inject(ControlMethods) methods: readonly ControlMethod[]) {
    this.methods = new Map(methods.map((method) => [method.name, { method, check: paramsCheck(method.params) }]));
  }

  /** The names of the methods that an operator may call. */
  methodNames(operator: Rights): string[] {
    const known = [...this.methods.values()].filter(({ method }) => mayCall(method, operator));
    return known.map(({ method }) => method.name);
  }

  /** Answers once, or twice where the method accepts first. Never rejects. */
  async dispatch({ id, method, params }: RequestFrame, context: DispatchContext): Promise<void> {
    const { answer, ...lent } = context;
    const accept = (payload: unknown): void => {
      answer({ type: 'res', id, ok: true, payload });
    };
    try {
      const payload = await this.call(method, params ?? {}, { ...lent, accept });
      answer({ type: 'res', id, ok: true, payload });
    } catch (error) {
      answer({ type: 'res', id, ok: false, error: this.shapeOf(error, lent.signal) });
    }
  }

  private call(name: string, params: unknown, call: MethodCall): unknown {
    const known = this.methods.get(name);
    if (!known) throw invalidRequest(`unknown method: ${name.slice(0, 128)}`);
    const { method, check } = known;
    if (!mayCall(method, call.operator)) throw missingScope(neededScope(method, call.operator));
    const problem = check(params);
    if (problem)
      throw invalidRequest(`invalid ${name} params: ${problem.text}`, problem.details && { ...problem.details });
    // The check has found an object.
    return method.handle(withoutNulls(params as object), call);
  }

  private shapeOf(error: unknown, signal: AbortSignal): ErrorShape {
    if (error instanceof ProtocolError) return error.shape;
    if (error instanceof GatewayError) return mapGatewayError(error);
    // That the operator has left is no fault of the gateway.
    if (error !== signal.reason) this.logger.error(error instanceof Error ? error.stack : error);
    return mapGatewayError(new InternalError(error));
  }
}

function mayCall(method: ControlMethod, operator: Rights): boolean {
  return hasScope(operator.scopes, neededScope(method, operator));
}

function neededScope({ scope, wholeGateway }: ControlMethod, { credential }: Rights): OperatorScope {
  return wholeGateway && credential.kind === 'key' ? 'operator.admin' : scope;
}

function missingScope(scope: OperatorScope): ProtocolError {
  const message = `missing scope: ${scope}`;
  const details = { code: 'MISSING_SCOPE', missingScope: scope, requiredScopes: [scope] };
  return new ProtocolError({ code: 'FORBIDDEN', message, details });
}
