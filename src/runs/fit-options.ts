import type { Message } from '../common/conversation.js';
import type { FitOptions } from '../prompt/context-window.js';

/** A result that the caller brings needs the call it answers, however full the context is. */
export function fitOptions([first]: readonly Message[]): FitOptions {
  return { keepNewest: first?.role === 'tool' };
}
