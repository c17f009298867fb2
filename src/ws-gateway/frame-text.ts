import type { RawData } from 'ws';

/** The text of a frame. ws gives one buffer, unless it is told otherwise. */
export function frameText(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}
