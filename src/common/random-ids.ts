import { randomBytes, randomUUID } from 'node:crypto';
import type { Ids } from './ids.js';

export class RandomIds implements Ids {
  uuid(): string {
    return randomUUID();
  }

  prefixed(prefix: string): string {
    return prefix + randomUUID().replaceAll('-', '');
  }

  secret(bytes: number): string {
    return randomBytes(bytes).toString('base64url');
  }

  fraction(): number {
    return Math.random();
  }
}
