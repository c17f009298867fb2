import type { EarlierItems } from '../../responses/earlier-items.js';

/** Responses of one connection that can be gone on with. */
const mostResponses = 16;

/** A response that lives as long as its connection. */
export interface RememberedResponse extends EarlierItems {
  id: string;
  agentId: string;
  /** Of the items as JSON. */
  bytes: number;
}

/** The responses of a connection that are not kept on disk; the newest is always among them. */
export class ConnectionMemory {
  private readonly responses = new Map<string, RememberedResponse>();
  private bytes = 0;

  get(id: string): RememberedResponse | undefined {
    return this.responses.get(id);
  }

  /** Forgets the oldest beyond `mostBytes`. */
  remember(response: RememberedResponse, mostBytes: number): void {
    const { id } = response;
    this.responses.set(id, response);
    this.bytes += response.bytes;
    for (const oldest of this.responses.keys()) {
      const hasRoom = this.responses.size <= mostResponses && this.bytes <= mostBytes;
      if (hasRoom || oldest === id) return;
      this.forget(oldest);
    }
  }

  forget(id: string): void {
    this.bytes -= this.responses.get(id)?.bytes ?? 0;
    this.responses.delete(id);
  }
}
