/**
 * A value that tells of the host or its owner: a name, a path, a version. It is not a string on purpose: text cannot be made of
 * it by accident, and `reveal` asks for the proof that the audience is not a public one.
 */
export class HostFact {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(_audience: PrivateAudience): string {
    return this.#value;
  }

  toString(): string {
    return '[host fact]';
  }

  toJSON(): string {
    return '[host fact]';
  }
}

/** Stays in this file, so that nobody else can construct an audience. */
const notPublic = Symbol('not public');

/** Proof that a prompt is for an agent without publicMode. Only `privateAudience` makes one. */
export class PrivateAudience {
  constructor(readonly proof: typeof notPublic) {}
}

/** Undefined for a public agent, to whom no host fact may be revealed. */
export function privateAudience(agent: { publicMode: boolean }): PrivateAudience | undefined {
  return agent.publicMode ? undefined : new PrivateAudience(notPublic);
}
