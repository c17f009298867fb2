import { Injectable } from '@nestjs/common';
import { ConnectionMemory } from './connection-memory.js';

/** Bytes of memory that what all connections remember may take. */
export const mostRememberedBytes = 256_000_000;

/** The memories of all connections, which have one limit together besides that of each. */
@Injectable()
export class ConnectionMemories {
  private readonly memories = new Set<ConnectionMemory>();

  open(): ConnectionMemory {
    const memory = new ConnectionMemory((newest) => this.makeRoom(newest));
    this.memories.add(memory);
    return memory;
  }

  /** To be called when the connection of the memory is closed. */
  close(memory: ConnectionMemory): void {
    this.memories.delete(memory);
  }

  /** The oldest of whoever holds most go, also its last one; never the one that has just come. */
  private makeRoom(newest: string): void {
    let bytes = [...this.memories].reduce((sum, memory) => sum + memory.heldBytes, 0);
    if (bytes <= mostRememberedBytes) return;
    const holders = new Set(this.memories);
    while (bytes > mostRememberedBytes && holders.size > 0) {
      const largest = [...holders].reduce((one, other) => (other.heldBytes > one.heldBytes ? other : one));
      const before = largest.heldBytes;
      if (!largest.forgetOldest(newest)) holders.delete(largest);
      bytes -= before - largest.heldBytes;
    }
  }
}
