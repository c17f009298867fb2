import type { RecordedRequest } from './fake-exchange.js';

/** What must not be found, and what it is called. */
export type Canary = readonly [name: string, value: string];

/** The ways in which a value may turn up in a text: as is, in capitals, URL-encoded, JSON-escaped, in base64. */
export function spellings(value: string): string[] {
  const forms = [
    value,
    value.toUpperCase(),
    encodeURIComponent(value),
    encodeURI(value),
    JSON.stringify(value).slice(1, -1),
  ];
  return [...new Set([...forms, ...base64Forms(value)])];
}

/** The names of the values that are found in `text` in any spelling. */
export function canariesIn(text: string, canaries: readonly Canary[]): string[] {
  return canaries.filter(([, value]) => spellings(value).some((form) => text.includes(form))).map(([name]) => name);
}

/**
 * The names of the values that are found in all that went upstream. The model id in its own field is left out, and so are the
 * headers that name the provider and its key.
 */
export function canariesSent(requests: readonly RecordedRequest[], canaries: readonly Canary[]): string[] {
  const sent = requests.map(({ path, headers, body }) => {
    const ownHeaders = { ...headers, host: undefined, authorization: undefined };
    return [path, JSON.stringify(ownHeaders), JSON.stringify({ ...body, model: undefined })].join('\n');
  });
  return canariesIn(sent.join('\n'), canaries);
}

/** Where a value stands in the encoded text moves its letters; for each place those that depend on nothing around it. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const dependent = (before + bytes.length) % 3 === 0 ? 0 : 1;
    return encoded.slice(before === 0 ? 0 : before + 1, encoded.length - dependent);
  });
}
