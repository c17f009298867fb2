import { limitText } from './limit-text.js';

/**
 * A value that tells of the host: a name, a path, a version. It is not a string on purpose: text cannot be made of it by
 * accident, and `reveal` asks for the proof that the audience is not a public one.
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

/** An absolute path on the host. It can be used without being told: a file system is no audience. */
export class HostPath extends HostFact {
  readonly #path: string;

  constructor(path: string) {
    super(path);
    this.#path = path;
  }

  /** For reaching the place, never for saying where it is; the lint rules name the code that may. */
  forFileSystem(): string {
    return this.#path;
  }
}

/** What the owner has written of itself. As a `HostFact`, but for the owner's eyes only. */
export class OwnerFact {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get length(): number {
    return this.#text.length;
  }

  reveal(_audience: OwnerAudience): string {
    return this.#text;
  }

  /** Whether there is nothing to read in it. */
  get isBlank(): boolean {
    return this.#text.trim() === '';
  }

  /** As much of its beginning as has room. */
  limited(maxCharacters: number): OwnerFact {
    return new OwnerFact(limitText(this.#text, maxCharacters));
  }

  toString(): string {
    return '[owner fact]';
  }

  toJSON(): string {
    return '[owner fact]';
  }
}

/** Stay in this file, so that nobody else can construct an audience. */
const notPublic = Symbol('not public');
const ownersRun = Symbol('run of the owner');

/** Proof that a text is for an agent without publicMode. Only `privateAudience` makes one. */
export class PrivateAudience {
  constructor(readonly proof: typeof notPublic) {}
}

/** Proof that a text is for a run of the owner with an agent without publicMode. Only `ownerAudience` makes one. */
export class OwnerAudience {
  constructor(readonly proof: typeof ownersRun) {}
}

/** Undefined for a public agent, to whom no host fact may be revealed. */
export function privateAudience(agent: { publicMode: boolean }): PrivateAudience | undefined {
  return agent.publicMode ? undefined : new PrivateAudience(notPublic);
}

/** Undefined for a public agent, and for everybody but the owner. */
export function ownerAudience(agent: { publicMode: boolean }, isOwner: boolean): OwnerAudience | undefined {
  return isOwner && !agent.publicMode ? new OwnerAudience(ownersRun) : undefined;
}
