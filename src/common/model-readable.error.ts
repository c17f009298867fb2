/**
 * What a model asked for could not be done. The message is for the model: it says what is wrong and what to do, and names
 * nothing of the host.
 */
export abstract class ModelReadableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
