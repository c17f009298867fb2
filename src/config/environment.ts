/** The environment variables that the gateway was started with. Injectable; nothing outside src/config reads process.env. */
export class Environment {
  private readonly values: ReadonlyMap<string, string>;

  constructor(values: Readonly<Record<string, string | undefined>> = {}) {
    this.values = new Map(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  }

  /** Of all variables that are set. */
  get names(): string[] {
    return [...this.values.keys()];
  }

  /** The value, or undefined when the variable is not set. Empty and blank count as not set. */
  get(name: string): string | undefined {
    const value = this.values.get(name);
    return value === undefined || value.trim() === '' ? undefined : value;
  }
}
