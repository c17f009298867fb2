import { SetMetadata } from '@nestjs/common';

export const IS_READING = 'openclaw:is-reading';

/** For a POST that starts and changes nothing: a key that may only read may send it. */
export const Reading = () => SetMetadata(IS_READING, true);
