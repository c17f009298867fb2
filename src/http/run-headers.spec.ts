import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { setIgnoredFields, setProcessingTime, setRunHeaders, setWarning } from './run-headers.js';

function headersAfter(set: (response: ServerResponse) => void): Record<string, string> {
  const headers: Record<string, string> = {};
  set({ setHeader: (name: string, value: string) => (headers[name] = value) } as unknown as ServerResponse);
  return headers;
}

describe('setRunHeaders and setWarning', () => {
  it('tell where the answer comes from, and what was wrong with the request', () => {
    const headers = headersAfter((response) => {
      setRunHeaders(response, { agentId: 'main', sessionKey: 'agent:main:main', runId: 'run_1' });
      setWarning(response, 'taken as not the owner');
    });
    expect(headers).toEqual({
      'x-openclaw-agent-id': 'main',
      'x-openclaw-session-key': 'agent:main:main',
      'x-openclaw-run-id': 'run_1',
      'x-openclaw-warning': 'taken as not the owner',
    });
  });
});

describe('setIgnoredFields', () => {
  const sut = (...fields: string[]) =>
    headersAfter((response) => setIgnoredFields(response, fields))['x-openclaw-ignored-fields'];

  it('B9: names the fields, each once, and sets no header where there are none', () => {
    expect(sut()).toBeUndefined();
    expect(sut('store', 'tools.web_search', 'tools.web_search', 'metadata')).toBe('store, tools.web_search, metadata');
  });

  it('B9: cannot be used to break out of the header or to make it long', () => {
    const header = sut(
      'a\r\nSet-Cookie: b',
      'ü, "x"',
      '\ud800',
      'x'.repeat(10_000),
      ...Array.from({ length: 1_000 }, (_, i) => `f${i}`),
    );
    expect(header).toMatch(/^[!-~ ]*$/);
    expect(header).toContain('a%0D%0ASet-Cookie%3A%20b, %C3%BC%2C%20%22x%22, %EF%BF%BD, xxx');
    expect(header?.split(', ')).toHaveLength(20);
    expect(header?.length).toBeLessThan(2_000);
  });
});

describe('setProcessingTime', () => {
  it('E6: tells whole milliseconds', () => {
    expect(headersAfter((response) => setProcessingTime(response, 12.6))).toEqual({ 'openai-processing-ms': '13' });
  });
});
