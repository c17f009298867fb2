/** Also the `param` of its errors. */
export const assertionHeader = 'x-openclaw-owner-assertion';
