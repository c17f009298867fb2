import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'openclaw:is-public';

/** Opens a controller or handler to callers without a credential; everything else is closed by `AuthGuard`. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
