/** Something the person at the keyboard can do something about: `next` says what. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    message: string,
    readonly next: string,
  ) {
    super(message);
  }
}
