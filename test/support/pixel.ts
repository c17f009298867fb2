/** A PNG of one pixel, in base64. */
export const pixelPng =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** The same as a data URI. */
export const pixelUri = `data:image/png;base64,${pixelPng}`;
