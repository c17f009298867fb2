const longestMilliseconds = 2_147_483_647;

/**
 * Keeps the process running until it exits. What it awaits may be nothing but a timer of the clock, such as the pause before a
 * model is asked again; those hold no process, and it would end in the middle.
 */
export function holdProcess(): void {
  setInterval(() => undefined, longestMilliseconds);
}
