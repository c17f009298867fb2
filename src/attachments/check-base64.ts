import { invalidValue } from '../common/request-errors.js';

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Gives back base64 that is strict (no white space, no URL-safe letters, whole quadruples, not empty), else throws a 400. */
export function checkBase64(data: string, param: string): string {
  if (data.length % 4 === 0 && base64.test(data)) return data;
  throw invalidValue(param, 'not valid base64 (standard alphabet, padded, without white space)');
}
