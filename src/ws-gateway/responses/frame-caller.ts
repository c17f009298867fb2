import type { NewResponseCall } from '../../responses/response-call.js';
import type { ConnectionMemory } from './connection-memory.js';

/** Who asks over a connection, and by which way it is answered. */
export interface FrameCaller extends Pick<NewResponseCall, 'owner' | 'route' | 'onDisconnect' | 'includes' | 'signal'> {
  /** After trusted proxies were weighed. */
  clientAddress: string;
  memory: ConnectionMemory;
  /** Sends a frame. Resolves when there is room for the next one, or the client is gone. */
  send: (text: string) => Promise<void>;
}
