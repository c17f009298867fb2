/** What a fact about the host is, in words for the log. */
export const factKinds = [
  'host name',
  'user name',
  'home directory',
  'workspace',
  'state directory',
  'configuration file',
  'operating system',
  'network address',
  'hardware address',
  'secret',
] as const;
export type FactKind = (typeof factKinds)[number];

/** A value that no request of a public agent may carry. The value is for searching only: it is never logged or told. */
export interface KnownFact {
  kind: FactKind;
  value: string;
}
