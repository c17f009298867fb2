/** What is limited, as OpenAI's headers and errors call it. */
export const limitKinds = ['requests', 'tokens'] as const;
export type LimitKind = (typeof limitKinds)[number];

/** How much of a limit is left. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** Until all of it is there again. */
  readonly resetMilliseconds: number;
  /** Until there is any of it; 0 where there is. */
  readonly waitMilliseconds: number;
}

/** Of a credential. What is absent is not limited. */
export type Allowances = { readonly [Kind in LimitKind]?: Allowance | undefined };
