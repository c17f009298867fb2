import { Environment } from './environment.js';

/** The environment of this process, for the roof: everything else is lent an `Environment`. */
export function processEnvironment(): Environment {
  return new Environment(process.env);
}
