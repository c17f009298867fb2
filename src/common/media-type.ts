/** The media type of a header such as `text/html; charset=utf-8`: in lower case, without parameters; empty where there is none. */
export function plainMediaType(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
}
