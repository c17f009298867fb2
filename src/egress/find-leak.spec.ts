import { describe, expect, it, jest } from '@jest/globals';
import { longKey } from '../../test/support/long-secrets.js';
import type { CallWords } from './checked-call.js';
import { FactSearch } from './fact-search.js';
import { findLeak } from './find-leak.js';

const privateKey = longKey('canary');
const search = new FactSearch([
  { kind: 'secret', value: privateKey },
  { kind: 'host name', value: 'canary-host' },
  { kind: 'secret', value: 'sk-canary-key' },
  { kind: 'secret', value: 'sk-other-key' },
]);

function leak(
  request: { target?: string; headers?: string; body?: string },
  words: Partial<Record<keyof CallWords, string>> = {},
) {
  const { gateway = '', caller = '', attachments } = words;
  return findLeak(
    { target: '/v1/chat', headers: '', body: '{}', ownSecrets: () => ['sk-canary-key'], ...request },
    search,
    {
      gateway: () => gateway,
      caller: () => caller,
      attachments: () => (attachments === undefined ? [] : [attachments]),
    },
  );
}

describe(findLeak.name, () => {
  it('finds nothing in a clean request', () => {
    expect(leak({ body: '{"messages":[]}' })).toBeUndefined();
  });

  it('G5: finds a fact in the address, the headers, the prompt and the conversation', () => {
    expect(leak({ target: '/v1/chat?host=canary-host' })).toEqual({ kind: 'host name', place: 'the address' });
    expect(leak({ headers: 'x-from: canary-host\n' })).toEqual({ kind: 'host name', place: 'the headers' });
    expect(leak({ body: 'canary-host' }, { gateway: 'canary-host' })).toMatchObject({
      place: expect.stringContaining('prompt'),
    });
    expect(leak({ body: 'canary-host' })).toEqual({ kind: 'host name', place: 'the conversation' });
  });

  it('G5: lets a provider have its own key in address and headers, nothing of another one, and none in the body', () => {
    const headers = 'authorization: Bearer sk-canary-key\n';
    expect(leak({ headers, target: '/v1?key=sk-canary-key' })).toBeUndefined();
    expect(leak({ headers: `${headers}x-key: sk-other-key` })).toEqual({ kind: 'secret', place: 'the headers' });
    expect(leak({ headers, body: 'sk-canary-key' })).toEqual({ kind: 'secret', place: 'the conversation' });
  });

  it('G5: a caller who guesses sees no refusal, also where model and tools repeat the guess', () => {
    expect(
      leak({ body: 'Is it canary-host? No tool knows CANARY-HOST.' }, { caller: 'Is it canary-host?' }),
    ).toBeUndefined();
  });

  it('G5: searches what the caller wrote once, however many attachments part the body', () => {
    const images = Array.from({ length: 50 }, (_, index) => String.fromCharCode(0x4e00 + index).repeat(1_000));
    const caller = 'Is it canary-host?';
    const body = images.map((image) => `${caller}${image}`).join('');
    const sightingsIn = jest.spyOn(search, 'sightingsIn');
    const words = { gateway: () => '', caller: () => caller, attachments: () => images };
    expect(findLeak({ target: '', headers: '', body, ownSecrets: () => [] }, search, words)).toBeUndefined();
    // The address, the headers, each piece, and the words of gateway and caller.
    expect(sightingsIn).toHaveBeenCalledTimes(2 + images.length + 1 + 2);
    sightingsIn.mockRestore();
  });

  it('G5: a guess opens no door for what the gateway itself wrote', () => {
    const words = { caller: 'Is it canary-host?', gateway: 'Runtime: host=canary-host' };
    expect(leak({ body: 'Runtime: host=canary-host. Is it canary-host?' }, words)).toMatchObject({ kind: 'host name' });
    expect(leak({ headers: 'x-from: canary-host', body: 'canary-host?' }, words)).toMatchObject({
      place: 'the headers',
    });
  });

  it('G5: a caller who knows most of a long secret is not told the rest', () => {
    const most = privateKey.slice(0, 1_500);
    expect(leak({ body: `${most} ${most}` }, { caller: most })).toBeUndefined();
    expect(leak({ body: `${most} ${privateKey}` }, { caller: most })).toEqual({
      kind: 'secret',
      place: 'the conversation',
    });
  });

  it('does not look into attachments of the caller, and looks at all around them', () => {
    const attachment = Buffer.from('canary-host '.repeat(400)).toString('base64');
    const body = JSON.stringify({ messages: [attachment] });
    expect(leak({ body })).toMatchObject({ kind: 'host name' });
    expect(leak({ body }, { attachments: attachment })).toBeUndefined();
    expect(leak({ body: `${body} canary-host` }, { attachments: attachment })).toMatchObject({ kind: 'host name' });
    expect(leak({ body: `canary-host ${body}` }, { attachments: attachment })).toMatchObject({ kind: 'host name' });
  });
});
