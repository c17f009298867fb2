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
  /** What the items are as a part of a body. */
  bytes: number;
}

/** The responses of a connection that are not kept on disk; the newest is always among them, as long as all connections have room. */
export class ConnectionMemory {
  private readonly responses = new Map<string, RememberedResponse>();
  private sent = 0;
  private held = 0;

  /** `onGrown` is told which response has just been remembered. */
  constructor(private readonly onGrown: (newest: string) => void = () => undefined) {}

  /** What it takes of the gateway's memory: up to two bytes a character. */
  get heldBytes(): number {
    return this.held;
  }

  get(id: string): RememberedResponse | undefined {
    return this.responses.get(id);
  }

  /** Forgets the oldest beyond `mostBytes`. */
  remember(response: RememberedResponse, mostBytes: number): void {
    const { id } = response;
    this.responses.set(id, response);
    this.sent += response.bytes;
    this.held += heldBytesOf(response);
    while ((this.responses.size > mostResponses || this.sent > mostBytes) && this.forgetOldest(id));
    this.onGrown(id);
  }

  forget(id: string): void {
    const response = this.responses.get(id);
    if (!response) return;
    this.responses.delete(id);
    this.sent -= response.bytes;
    this.held -= heldBytesOf(response);
  }

  /** False where there is none but the one to keep. */
  forgetOldest(keep: string): boolean {
    const oldest = [...this.responses.keys()].find((id) => id !== keep);
    if (oldest === undefined) return false;
    this.forget(oldest);
    return true;
  }
}

function heldBytesOf({ items }: RememberedResponse): number {
  return 2 * items.length;
}
