import { RandomIds } from '../../common/random-ids.js';

/** Lets everything be made but a token, and remembers that one was wanted. */
export class NoNewToken extends RandomIds {
  wanted = false;

  override secret(): never {
    this.wanted = true;
    throw new Error('no token is made here');
  }
}
