import type { Socket } from 'node:net'
import type pg from 'pg'
import type { PostgresHost } from './postgres-url.ts'

/** One connection as it looks from outside: whether it waits for a word of the server, and how long none has come. */
export interface Line {
  readonly host: PostgresHost
  /** Whom it talks to there, once that was said. */
  backend: string | undefined
  /** A copy, or a change of the schema, takes as long as it needs. */
  unlimited: boolean
  /** Nobody uses it. */
  resting: boolean
  /** So many looks in a row found it waiting, and not a byte more than before. */
  readonly quiet: number
  /** To be called every `LOOK_EVERY`. Gives whether anything was heard since the last time. */
  look(): boolean
  /** Ends it on this side, as if it had broken: whoever waits on it learns that now. */
  giveUp(): void
}

/**
 * Looks are counted and not milliseconds: where this process itself was held up, one look is late and none too many, and
 * what arrived meanwhile is read before the next.
 */
export const LOOK_EVERY = 250

/** No answer within the time that was left for one. */
export class NoWord extends Error {
  readonly code = 'ETIMEDOUT'
  constructor() {
    super('the server says nothing')
    this.name = 'NoWord'
  }
}

export function lineOf(client: pg.ClientBase, host: PostgresHost): Line {
  // The driver keeps both to itself: the socket, and whether it has the answer to all that it sent.
  const inside = client as unknown as {
    readonly connection: { readonly stream: Socket }
    readonly readyForQuery?: boolean
  }
  let bytes = 0
  let quiet = 0
  return {
    host,
    backend: undefined,
    unlimited: false,
    resting: false,
    get quiet() {
      return quiet
    },
    look() {
      const before = bytes
      bytes = inside.connection.stream.bytesRead
      const heard = bytes !== before
      quiet = heard || inside.readyForQuery === true ? 0 : quiet + 1
      return heard
    },
    giveUp: () => void inside.connection.stream.destroy(new NoWord()),
  }
}
