/**
 * `text` without what tells of a machine: URLs, addresses, host:port, names of private networks and absolute paths. Servers on the same host like to
 * name them in their errors. Rather too much is taken out than too little.
 */
export function withoutHostDetails(text: string): string {
  return text
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]]+/gi, '[url]')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '[address]')
    .replace(/\[?(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])\]?(?::\d{1,5})?/gi, '[address]')
    .replace(/\b(?:localhost\b(?::\d{1,5})?|[a-z0-9][a-z0-9.-]*:\d{2,5}\b)/gi, '[address]')
    .replace(
      /\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:internal|local|localdomain|lan|corp|home|intranet|private)\b/gi,
      '[address]',
    )
    .replace(
      /(?<![\w.)\]])(?:~|[a-z]:|\.{1,2})?[\\/]{1,2}[\w.@%+~-]+(?:[\\/][\w.@%+~ -]*[\w.@%+~-])*[\\/]?/gi,
      '[path]',
    );
}
