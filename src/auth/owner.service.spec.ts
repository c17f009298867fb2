import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { currentRequestContext, withRequestContext } from '../observability/request-context.js';
import type { OwnerHeader } from './owner-header.js';
import { OwnerService } from './owner.service.js';

const credential = { id: 'shared-token', kind: 'token', mayBeOwner: true } as const;

/** The decision, and what the log is told of it. */
function resolve(header: OwnerHeader, publicMode: boolean) {
  return withRequestContext({ requestId: 'req_1', startedAt: 0 }, () => ({
    owner: new OwnerService().resolve({ credential, header }, publicMode),
    context: currentRequestContext(),
  }));
}

describe('OwnerService', () => {
  let warned: jest.SpiedFunction<Logger['warn']>;
  beforeEach(() => {
    warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => {
    warned.mockRestore();
  });

  it.each([
    ['absent', false, true, 'default'],
    ['absent', true, false, 'default'],
    ['true', true, true, 'header'],
  ] as const)('F1: the header %s with publicMode %s: owner %s by %s, also in the log', (header, mode, isOwner, why) => {
    const { owner, context } = resolve(header, mode);
    expect(owner).toEqual({ isOwner, why });
    expect(context).toMatchObject({ isOwner, ownerBecause: why });
    expect(warned).not.toHaveBeenCalled();
  });

  it('F1: logs and hands on the warning about a header that cannot be read', () => {
    const { owner } = resolve('invalid', false);
    expect(owner).toMatchObject({ isOwner: false, warning: expect.stringContaining('x-openclaw-sender-is-owner') });
    expect(warned).toHaveBeenCalledWith(owner.warning);
  });
});
