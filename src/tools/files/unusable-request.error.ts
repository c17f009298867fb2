/** What the model asked for cannot be done. The message is for the model and says what to do. */
export class UnusableRequestError extends Error {}
