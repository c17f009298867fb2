/** What can be made of a body: web pages become text, text stays as it is. */
export type ContentKind = 'html' | 'text' | 'binary';

const htmlTypes = ['text/html', 'application/xhtml+xml'];
const textTypes =
  /^(text\/.+|application\/(.+\+)?(json|xml|yaml|x-yaml|toml|javascript|x-javascript|x-ndjson|jsonl|sql|graphql)|.+\+(json|xml|yaml))$/;

/** An absent type is judged by how the body begins, and what holds zero bytes is no text whatever it is called. */
export function contentKind(mediaType: string, start: Buffer): ContentKind {
  const declared =
    declaredKind(mediaType) ?? (/^\s*<(!doctype html|html)\b/i.test(start.toString('latin1')) ? 'html' : 'text');
  const isWide = start[0] === 0xff || start[0] === 0xfe;
  return start.includes(0) && !isWide ? 'binary' : declared;
}

/** Undefined where the media type says nothing. */
export function declaredKind(mediaType: string): ContentKind | undefined {
  if (mediaType === '') return undefined;
  if (htmlTypes.includes(mediaType)) return 'html';
  return textTypes.test(mediaType) ? 'text' : 'binary';
}
