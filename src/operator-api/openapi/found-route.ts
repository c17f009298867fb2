import type { EndpointCondition } from '../../auth/enabled-when.decorator.js';
import type { OperationDescription } from '../../http/describes.decorator.js';

export const documentedMethods = ['get', 'put', 'post', 'delete', 'patch'] as const;
export type DocumentedMethod = (typeof documentedMethods)[number];

/** A handler as Nest has it, with what our decorators say of it. */
export interface FoundRoute {
  /** `<class>.<method>`, for people. */
  handler: string;
  method: DocumentedMethod;
  /** In Nest's words, e.g. `/v1/models/*id`. */
  path: string;
  description: OperationDescription | undefined;
  /** Open to callers without a credential. */
  isPublic: boolean;
  isEnabled: EndpointCondition | undefined;
}
