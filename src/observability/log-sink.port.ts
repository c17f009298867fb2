/** Where finished log lines go, each ending in a line break. Must not throw and must not log. */
export interface LogSink {
  write(line: string): void;
}
export const LogSink = Symbol('LogSink');
