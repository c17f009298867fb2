import type { DoctorContext } from './doctor-context.js';

/** `problem`: the gateway would not start, or not serve, or not be safe. `warning`: it works, and somebody should know. */
export type FindingStatus = 'ok' | 'warning' | 'problem';

/** What a check has found. Never holds a secret. */
export interface Finding {
  status: FindingStatus;
  what: string;
  /** The setting, variable or file that it is about, e.g. `gateway.auth.token`. */
  path?: string;
  /** What to do about it. */
  remedy?: string;
  /** Only where the remedy can do no harm whatever the reason is. */
  fix?: Fix;
}

export interface Fix {
  /** What has been done, once it is, e.g. `set its mode to 0600`. */
  done: string;
  apply(): Promise<void>;
}

/** Looks into one thing. It changes nothing; what could be mended comes as a `fix`. */
export interface DoctorCheck {
  /** For the heading. */
  readonly name: string;
  /** Empty where there is nothing to look into. Bounded in time. */
  run(): Finding[] | Promise<Finding[]>;
}

export type DoctorCheckClass = new (context: DoctorContext) => DoctorCheck;
