/** Responses of one connection that can be gone on with. */
const mostResponses = 16;

/** A response that lives as long as its connection. */
export interface RememberedResponse {
  id: string;
  agentId: string;
  /** The kept response after which the first of its items came. */
  after: string | undefined;
  /** What was sent and answered, the oldest first, as JSON: its objects could take many times as much. */
  items: string;
  bytes: number;
}

/** The responses of a connection that are not kept on disk; the newest is always among them, as long as all connections have room. */
export class ConnectionMemory {
  private readonly responses = new Map<string, RememberedResponse>();
  private held = 0;

  /** `onGrown` is told which response has just been remembered. */
  constructor(private readonly onGrown: (newest: string) => void = () => undefined) {}

  get bytes(): number {
    return this.held;
  }

  get(id: string): RememberedResponse | undefined {
    return this.responses.get(id);
  }

  /** Forgets the oldest beyond `mostBytes`. */
  remember(response: RememberedResponse, mostBytes: number): void {
    const { id } = response;
    this.responses.set(id, response);
    this.held += response.bytes;
    while ((this.responses.size > mostResponses || this.held > mostBytes) && this.forgetOldest(id));
    this.onGrown(id);
  }

  forget(id: string): void {
    this.held -= this.responses.get(id)?.bytes ?? 0;
    this.responses.delete(id);
  }

  /** False where there is none but the one to keep. */
  forgetOldest(keep: string): boolean {
    const oldest = [...this.responses.keys()].find((id) => id !== keep);
    if (oldest === undefined) return false;
    this.forget(oldest);
    return true;
  }
}
