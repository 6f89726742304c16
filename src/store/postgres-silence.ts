import type pg from 'pg'
import { type Line, LOOK_EVERY, lineOf, NoWord } from './postgres-line.ts'
import type { PostgresHost, PostgresTarget } from './postgres-url.ts'
import { atWork, endThere, SAYS_NOTHING, saysNothing, visit } from './postgres-visit.ts'

/**
 * A server whose machine is gone breaks no connection: nothing comes any more, and the network gives up after a quarter of
 * an hour. Whoever waits is told within five seconds, and a statement that is only slow is waited for: before a
 * connection is given up, the server is asked over another one.
 */
export interface Silence {
  /** Every connection, from before it is made. */
  watch(client: pg.ClientBase, host: PostgresHost): void
  /** What is known of one of them by now. */
  know(client: pg.ClientBase, known: Partial<Pick<Line, 'backend' | 'unlimited' | 'resting'>>): void
  /** A connection, or an error at once where nobody would answer on it. One that arrives afterwards is let go. */
  unlessSilent(connect: () => Promise<pg.PoolClient>): Promise<pg.PoolClient>
  end(): void
}

export interface SilenceAsk {
  readonly target: PostgresTarget
  /** What no statement takes, for the server would have cut it. */
  readonly atMost: number
  /** Throws where this server is not to be used. */
  readonly settle: (client: pg.ClientBase) => Promise<unknown>
  /** This host is to be used from now on. */
  readonly found: (host: PostgresHost) => void
}

/** A second: then the server is asked. */
const ASK_AFTER = 4
/** Where it answered, it is not asked again about what it works on before this. */
const ASK_AGAIN = 4

export function watchForSilence({ target, atMost, settle, found }: SilenceAsk): Silence {
  const lines = new Map<pg.ClientBase, Line>()
  /** Those whose lines were given up, until the server knows. */
  const abandoned = new Set<string>()
  const waiting = new Set<(error: Error) => void>()
  let silent = false
  let ended = false
  let asking = false
  let looks = 0
  let askedAt = -ASK_AGAIN
  let heardAt = 0

  const looking = setInterval(look, LOOK_EVERY)
  looking.unref()

  function look(): void {
    looks += 1
    for (const line of lines.values()) {
      if (line.look()) heardAt = looks
      if (line.quiet * LOOK_EVERY > atMost && !line.unlimited) giveUp(line)
    }
    const quiet = [...lines.values()].filter((line) => line.quiet >= ASK_AFTER)
    if (quiet[0] !== undefined && !asking && !silent && looks - askedAt >= ASK_AGAIN) void ask(quiet[0].host, quiet)
  }

  async function ask(host: PostgresHost, quiet: readonly Line[]): Promise<void> {
    asking = true
    const of = quiet.filter((line) => line.host === host)
    try {
      await visit(target, host, async (client) => {
        const busy = await atWork(client, backendsOf(of))
        const lost = of.filter((line) => line.quiet >= ASK_AFTER && !busy.has(line.backend ?? ''))
        // What lies unused went the same way, or may have: a new one costs little.
        const beside = lost.length > 0 ? [...lines.values()].filter((line) => line.host === host && line.resting) : []
        for (const line of [...lost, ...beside]) giveUp(line)
        await tellServer(client)
      })
      askedAt = looks
    } catch (error) {
      if (!saysNothing(error)) askedAt = looks
      // Whoever is heard over another connection meanwhile is there, and has too much to do to let anybody in.
      else if (looks - heardAt >= SAYS_NOTHING - 1 && !ended) fallSilent()
    } finally {
      asking = false
    }
  }

  function fallSilent(): void {
    silent = true
    for (const line of lines.values()) giveUp(line)
    for (const tell of waiting) tell(new NoWord())
    waiting.clear()
    void awaitWord()
  }

  /** The first host that is fit to be used; a no from all of them is a word as well, which others shall hear. */
  async function awaitWord(): Promise<void> {
    while (silent && !ended) {
      const asked = target.hosts.map((host) => visit(target, host, settled).then(() => found(host)))
      const errors = await Promise.any(asked).then(
        () => [],
        (all: AggregateError) => all.errors as unknown[],
      )
      silent = errors.some(saysNothing)
      if (silent) await new Promise((resolve) => setTimeout(resolve, 2 * LOOK_EVERY).unref())
    }
  }

  async function settled(client: pg.ClientBase): Promise<void> {
    await settle(client)
    await tellServer(client)
  }

  /** A server that does not let us do this cuts them by itself, later. */
  async function tellServer(client: pg.ClientBase): Promise<void> {
    await endThere(client, [...abandoned]).then(
      () => abandoned.clear(),
      () => undefined,
    )
  }

  function giveUp(line: Line): void {
    if (line.backend !== undefined) abandoned.add(line.backend)
    line.giveUp()
  }

  return {
    watch(client, host) {
      lines.set(client, lineOf(client, host))
      client.once('end', () => lines.delete(client))
    },
    know: (client, known) => void Object.assign(lines.get(client) ?? {}, known),
    unlessSilent(connect) {
      if (silent) return Promise.reject(new NoWord())
      return new Promise((resolve, reject) => {
        waiting.add(reject)
        const letGo = (client: pg.PoolClient) => (waiting.delete(reject) ? resolve(client) : client.release())
        connect().then(letGo, (error: unknown) => {
          waiting.delete(reject)
          reject(error as Error)
        })
      })
    },
    end() {
      ended = true
      clearInterval(looking)
    },
  }
}

const backendsOf = (lines: readonly Line[]): string[] => lines.flatMap(({ backend }) => backend ?? [])
