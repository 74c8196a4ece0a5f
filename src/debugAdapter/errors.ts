/** What a request is refused with. */

/** A request cannot be fulfilled: the message says what is wrong and what would be right. */
export class RequestError extends Error {
  /** @param showUser whether the client should show it on its own, not only where the answer would have been. */
  constructor(
    message: string,
    readonly showUser = false,
  ) {
    super(message);
  }
}

/** A request that a client gave up. DAP names this message. */
export class Cancelled extends RequestError {
  constructor() {
    super('cancelled');
  }
}

/** Something about the stop was asked while the run moves. DAP names this message. */
export class NotStopped extends RequestError {
  constructor() {
    super('notStopped');
  }
}
