import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ConfigurationCheck } from './configuration-check.js';
import { LiveValue } from './live-value.js';

const config = new LiveValue(undefined);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let found: () => Promise<string[]>;
let warn: jest.SpiedFunction<Logger['warn']>;

class Check extends ConfigurationCheck {
  protected problems(): Promise<string[]> {
    return found();
  }
}

async function started(...problems: string[]): Promise<Check> {
  found = () => Promise.resolve(problems);
  const sut = new Check(config);
  await sut.onModuleInit();
  return sut;
}

async function reload(...problems: string[]): Promise<void> {
  found = () => Promise.resolve(problems);
  config.notify();
  await turn();
}

const told = (): unknown[] => warn.mock.calls.map(([message]) => message as unknown);

describe(ConfigurationCheck.name, () => {
  beforeEach(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('looks once at the start, and logs nothing of that itself', async () => {
    const sut = await started('one', 'two');
    found = () => Promise.reject(new Error('looked again'));
    expect(sut.warnings()).toEqual(['one', 'two']);
    expect(told()).toEqual([]);
    sut.onModuleDestroy();
  });

  it('A7: after a reload tells only what is new, and nothing once it was stopped', async () => {
    const sut = await started('one');
    await reload('one', 'new');
    await reload('one', 'new');
    expect(told()).toEqual(['new']);
    sut.onModuleDestroy();
    await reload('newer');
    expect(told()).toEqual(['new']);
  });

  it('tells again what was mended and came back', async () => {
    const sut = await started('one');
    await reload();
    await reload('one');
    expect(told()).toEqual(['one']);
    sut.onModuleDestroy();
  });

  it('tells what somebody else found, once', async () => {
    const sut = await started('one');
    sut.tell(['one', 'two']);
    sut.tell(['two']);
    expect(told()).toEqual(['two']);
    sut.onModuleDestroy();
  });

  it('is brief about hundreds of problems', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `problem ${index}`);
    const sut = await started(...many);
    expect(sut.warnings()).toHaveLength(51);
    expect(sut.warnings().at(-1)).toBe('… and 70 more problems.');
    sut.onModuleDestroy();
  });

  it('survives a look that fails', async () => {
    const sut = await started();
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    found = () => Promise.reject(new Error('EIO'));
    config.notify();
    await turn();
    expect(error).toHaveBeenCalledWith(expect.stringContaining('EIO'));
    await reload('new');
    expect(told()).toEqual(['new']);
    sut.onModuleDestroy();
  });
});
