import { Injectable } from '@nestjs/common';
import { OwnerHeaderError } from '../auth/auth.errors.js';
import { invalidValue } from '../common/request-errors.js';
import { requestHeaderNames } from '../http/request-header-names.js';
import { ModelNotConfiguredError } from '../providers/model-not-configured.error.js';
import { ModelRegistryService } from '../providers/model-registry.service.js';

/** Characters of `<provider>/<model id>`. */
const longestRef = 256;

/** Decides about the header `x-openclaw-model`, for every endpoint alike. */
@Injectable()
export class ModelOverride {
  constructor(private readonly models: ModelRegistryService) {}

  /**
   * The `<provider>/<model id>` that the owner asks for; undefined without the header. Throws 403 for anybody else, who so
   * learns nothing of the providers, and 400 for a model of no provider.
   */
  read(header: string | undefined, { isOwner }: { isOwner: boolean }): string | undefined {
    if (header === undefined) return undefined;
    if (!isOwner) throw new OwnerHeaderError(requestHeaderNames.model);
    if (header.length > longestRef || !/^[^/\s]+\/\S+$/.test(header)) {
      throw invalidValue(
        requestHeaderNames.model,
        `expected "<provider>/<model id>" of at most ${longestRef} characters`,
      );
    }
    this.refuseUnknown(header);
    return header;
  }

  private refuseUnknown(ref: string): void {
    try {
      this.models.resolve(ref);
    } catch (error) {
      if (!(error instanceof ModelNotConfiguredError)) throw error;
      throw invalidValue(
        requestHeaderNames.model,
        `'${ref.split('/')[0] ?? ''}' is no provider that models.providers has ready for use`,
      );
    }
  }
}
