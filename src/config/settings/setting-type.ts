import type { SectionClass } from './section-class.js';

export type JsonSchema = Record<string, unknown>;

/** What may stand in a setting. The factories for these are in setting-types.ts. */
export type SettingType = ScalarType | ListType | MapType | SectionType;

export interface ScalarType {
  kind: 'scalar';
  /** For error messages and the page: "a whole number from 0 to 65535". */
  allowed: string;
  schema: JsonSchema;
  accepts: (value: unknown) => boolean;
  /** From what is written to what the class holds; only called with an accepted value. */
  parse?: (value: unknown) => unknown;
  /** From what the class holds to how one would write it, for defaults. */
  write?: (value: unknown) => unknown;
  /** The words that it can be, for "did you mean". */
  words?: readonly string[];
  /** The text may hold a password (a URL does), so errors do not repeat it. */
  mayHoldSecret?: boolean;
  /** Which of the refused texts hold none after all, so that errors may show them. Default: none of them. */
  harmless?: (value: string) => boolean;
  /** What was probably meant by a refused text, where no fixed words tell. */
  suggest?: (value: string) => string | undefined;
}

export interface ListType {
  kind: 'list';
  of: SettingType;
  maximumLength?: { count: number; because: string };
}

/** An object with free keys; the result has no prototype, so that no key can reach one. */
export interface MapType {
  kind: 'map';
  key: ScalarType;
  /** Stands for a key in paths of the page: `<provider>`. */
  keyName: string;
  of: SettingType;
}

export interface SectionType {
  kind: 'section';
  /** A function, because classes refer to each other before they are defined. */
  of: () => SectionClass;
  /** A scalar that may stand for the whole section. */
  shortForm?: { type: ScalarType; expand: (value: unknown) => Record<string, unknown> };
}

/** The type in words. */
export function allowedBy(type: SettingType): string {
  switch (type.kind) {
    case 'scalar':
      return type.allowed;
    case 'list':
      return type.maximumLength?.count === 0 ? `an empty list; ${type.maximumLength.because}` : 'a list';
    case 'map':
      return 'an object';
    case 'section':
      return type.shortForm ? `an object, or ${type.shortForm.type.allowed}` : 'an object';
  }
}
