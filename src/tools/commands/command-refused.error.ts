/** A command that was not started. The message is for the model: it says why, and names no place of the host. */
export class CommandRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = CommandRefusedError.name;
  }
}
