/** Looks for a model server on this machine; tests put one in its place that opens no connection. */
export interface LocalServerProbe {
  /**
   * Asks `<baseUrl>/models` and gives the model ids, possibly none. Undefined when nothing answers within
   * `milliseconds`, or what answers is no OpenAI-compatible server, or is an OpenClaw gateway. Never rejects.
   */
  probe(baseUrl: string, milliseconds: number): Promise<string[] | undefined>;
}
export const LocalServerProbe = Symbol('LocalServerProbe');
