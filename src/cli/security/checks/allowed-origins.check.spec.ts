import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { AllowedOriginsCheck } from './allowed-origins.check.js';

const stateDirectory = temporaryDirectory();

const check = (allowedOrigins: string[]) =>
  new AllowedOriginsCheck(doctorContext({ stateDirectory, config: { gateway: { allowedOrigins } } }).context).run();

describe(AllowedOriginsCheck.name, () => {
  it.each([
    ['https://panel.example', 'ok', undefined],
    ['http://localhost:3000', 'ok', undefined],
    ['http://127.0.0.1:3000', 'ok', undefined],
    ['http://[::1]:3000', 'ok', undefined],
    ['http://panel.localhost:3000', 'ok', undefined],
    ['http://localhost.:3000', 'ok', undefined],
    ['http://panel.example:8080', 'warning', 'Serve it over TLS, and name https://panel.example:8080.'],
    ['http://localhost.panel.example', 'warning', expect.stringContaining('TLS')],
    ['chrome-extension://abc', 'warning', 'Leave it out.'],
  ])('%s: %s', (origin, status, remedy) => {
    const path = status === 'ok' ? {} : { path: 'gateway.allowedOrigins[0]', remedy };
    expect(check([origin])).toEqual([{ status, what: expect.any(String), ...path }]);
  });

  it('names each one by its place, and says nothing where there is none', () => {
    expect(check(['https://a.example', 'http://b.example']).map(({ path }) => path)).toEqual([
      'gateway.allowedOrigins[1]',
    ]);
    expect(check([])).toEqual([]);
    expect(new AllowedOriginsCheck(doctorContext({ stateDirectory }).context).run()).toEqual([]);
  });
});
