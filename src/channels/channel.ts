/**
 * Channels carry messages. What is said was decided before: a channel knows how to reach the far side, and nothing of
 * cases.
 */
export interface Channel<Message> {
  /**
   * Resolves once the far side has taken responsibility for the message. Calling twice with the same `id` is the same
   * message: the outbox repeats itself after a crash. Throws `NotDelivered`.
   */
  send(message: Message): Promise<void>
  /** Ends what is under way. */
  close(): void
}

/** A letter in plain text to one address that was confirmed, or that is to be. */
export interface Letter {
  readonly id: string
  /** Lines of their own: a member's mailbox that is slow must not keep a reporter's letter back. */
  readonly line: 'members' | 'reporters'
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** One event for one program of the operator's choice. */
export interface Call {
  readonly id: string
  /** UTC milliseconds. */
  readonly at: number
  readonly url: string
  readonly type: string
}

/** The far side did not take it. Only `code` is ever kept: words of a far side may hold addresses or worse. */
export class NotDelivered extends Error {
  /** Such as `smtp-550`, `unreachable`, `http-500`. */
  readonly code: string
  readonly retry: boolean
  constructor(code: string, retry: boolean, options?: { cause?: unknown }) {
    super(`not delivered: ${code}`, options)
    this.name = 'NotDelivered'
    this.code = code
    this.retry = retry
  }
}
