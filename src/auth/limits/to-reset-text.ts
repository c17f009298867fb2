/** A duration as OpenAI's headers have it: `0s`, `120ms`, `1s`, `8.64s`, `6m0s`, `1h0m0s`. */
export function toResetText(milliseconds: number): string {
  const whole = Math.ceil(milliseconds);
  if (whole > 0 && whole < 1000) return `${whole}ms`;
  const minutes = Math.floor(whole / 60_000);
  const seconds = `${(whole % 60_000) / 1000}s`;
  if (minutes === 0) return seconds;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${seconds}` : `${hours}h${minutes % 60}m${seconds}`;
}
