import { Logger } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { describe, expect, it, jest } from '@jest/globals';
import { thrownBy } from '../../test/support/thrown-error.js';
import { OwnerGuard } from './owner.guard.js';
import { OwnerService } from './owner.service.js';

/** A request of the credential with these header lines, and the headers that its answer gets. */
function setUp(mayBeOwner: boolean, rawHeaders: readonly string[]) {
  const headers: Record<string, string> = {};
  const request = { credential: { id: 'shared-token', kind: 'token', mayBeOwner }, rawHeaders };
  const response = { setHeader: (name: string, value: string) => (headers[name] = value) };
  const sut = new OwnerGuard(new OwnerService());
  return { pass: () => sut.canActivate(new ExecutionContextHost([request, response])), headers };
}

const ownerHeader = 'x-openclaw-sender-is-owner';

describe('OwnerGuard', () => {
  it.each([[[]], [[ownerHeader, 'true']]])('lets the owner in with the headers %j', (rawHeaders) => {
    const { pass, headers } = setUp(true, rawHeaders);
    expect(pass()).toBe(true);
    expect(headers).toEqual({});
  });

  it('F1: refuses whoever is said not to be the owner, and says how to change that', () => {
    const error = thrownBy(setUp(true, [ownerHeader, 'false']).pass);
    expect(error).toMatchObject({ status: 403, code: 'insufficient_permissions' });
    expect(String(error)).toContain('Leave the header out');
  });

  it('C6: refuses a credential that can never be the owner’s, whatever the header says', () => {
    const error = thrownBy(setUp(false, [ownerHeader, 'true']).pass);
    expect(error).toMatchObject({ status: 403, code: 'insufficient_permissions' });
    expect(String(error)).toContain('credential of the owner');
  });

  it('F2: takes a header that cannot be read for a no, and warns', () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const { pass, headers } = setUp(true, [ownerHeader, 'yes']);
    expect(thrownBy(pass)).toMatchObject({ status: 403 });
    expect(headers['x-openclaw-warning']).toContain(ownerHeader);
    warned.mockRestore();
  });
});
