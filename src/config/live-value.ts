import type { Live } from './live-config.js';

/** A `Live` that its owner can replace. Setting and telling are apart, so that all sections change before anyone is told. */
export class LiveValue<T> implements Live<T> {
  private value: T;
  private readonly listeners = new Set<(next: T) => void>();

  constructor(initial: T) {
    this.value = initial;
  }

  get current(): T {
    return this.value;
  }

  onChange(listener: (next: T) => void): () => void {
    const entry = (next: T): void => listener(next);
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }

  set(next: T): void {
    this.value = next;
  }

  /** Calls every listener, also when one throws; returns what was thrown. */
  notify(): unknown[] {
    return [...this.listeners].flatMap((listener) => {
      try {
        listener(this.value);
        return [];
      } catch (error) {
        return [error];
      }
    });
  }
}
