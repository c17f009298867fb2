import type { Live } from '../../src/config/live-config.js';

/** A section of the configuration that never changes. */
export function fixed<T>(current: T): Live<T> {
  return { current, onChange: () => () => undefined };
}
