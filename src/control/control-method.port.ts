import type { SchemaObject } from 'ajv';
import type { OperatorScope } from '../gateway-protocol/scopes.js';
import type { Operator } from './operator.js';

/** What a method is lent for one call. */
export interface MethodCall {
  operator: Operator;
  /** Aborts when the operator is gone. Runs go on all the same: they belong to the gateway. */
  signal: AbortSignal;
  /** Answers at once, and lets what `handle` returns be a second answer. */
  accept: (payload: unknown) => void;
  /** From now on the operator is told of changes of sessions. */
  followSessions: () => void;
}

/**
 * One thing that operators can ask of the gateway. `handle` gets parameters that fit `params`, where `null` stands for what is
 * left out; unknown ones are ignored, so that newer clients are served. What it throws becomes the error of the answer.
 */
export interface ControlMethod<Params extends object = object> {
  readonly name: string;
  readonly scope: OperatorScope;
  /** It tells of more than the caller's own things, so a named key needs `operator.admin` for it; default false. */
  readonly wholeGateway?: true;
  /** For the documentation: one sentence without its full stop. */
  readonly summary: string;
  /** Made as `JSONSchemaType<Params>`, by which the compiler sees to it that the two agree. */
  readonly params: SchemaObject;
  handle(params: Params, call: MethodCall): unknown;
}

/** Injection token of all of them: `ControlMethod[]`. */
export const ControlMethods = Symbol('ControlMethods');
