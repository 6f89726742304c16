import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A line to a PostgreSQL that can be cut: between two questions, or after a commit was sent and before its answer. Or it
 * swallows everything and says nothing, as when the machine at its other end, or one between, is gone without a word.
 */
export interface CutLine {
  /** The same database, over this line. */
  readonly url: string
  /** Cuts the connection that says this next, before or after the server hears it. `null`: no more. */
  cutAt: Cut | null
  /** How often it was cut, or fell silent at such a moment. */
  readonly cuts: number
  /** From now on nothing passes, in neither direction, over the connections that are there. They never speak again. */
  fallSilent(): void
  /** Connections that are made from now on are taken, and nothing passes over them either, until this is `false`. */
  swallowsNew: boolean
  close(): Promise<void>
}

interface Cut {
  readonly said: string
  readonly heard: boolean
  /** Nothing breaks: from that moment on nothing passes. */
  readonly silently?: boolean
  /** So often it is said and nothing happens. */
  readonly passing?: number
  /** What else happens in that moment. */
  readonly also?: () => void
}

const port = 5432

export async function cutLine(url: string): Promise<CutLine> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-line-'))
  const real = join(new URL(url.replace('@/', '@localhost/')).searchParams.get('host') ?? '', `.s.PGSQL.${port}`)
  const open = new Set<Socket>()
  let cuts = 0
  const line: { cutAt: CutLine['cutAt']; swallowsNew: boolean } = { cutAt: null, swallowsNew: false }
  const silencers = new Set<() => void>()
  const server = createServer((near) => {
    const far = createConnection(real)
    let silent = line.swallowsNew
    const silence = () => {
      silent = true
    }
    silencers.add(silence)
    for (const end of [near, far]) {
      open.add(end)
      end.on('error', () => undefined)
      end.on('close', () => {
        open.delete(end)
        silencers.delete(silence)
        // Over a silent line neither end learns that the other one is gone.
        if (silent) return
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (chunk: Buffer) => {
      if (silent) return
      const { cutAt } = line
      if (cutAt === null || !chunk.includes(cutAt.said)) return void far.write(chunk)
      if (cutAt.passing) {
        line.cutAt = { ...cutAt, passing: cutAt.passing - 1 }
        return void far.write(chunk)
      }
      line.cutAt = null
      cuts += 1
      cutAt.also?.()
      if (cutAt.silently) {
        silence()
        return void (cutAt.heard && far.write(chunk))
      }
      if (!cutAt.heard) return near.destroy()
      // The server hears it and answers; the answer goes nowhere.
      far.removeAllListeners('data')
      far.on('data', () => undefined)
      far.write(chunk, () => setTimeout(() => near.destroy(), 20))
    })
    far.on('data', (chunk: Buffer) => void (silent || near.write(chunk)))
  })
  await new Promise<void>((resolve) => server.listen(join(folder, `.s.PGSQL.${port}`), resolve))
  return {
    url: url.replace(/host=[^&]*/, `host=${encodeURIComponent(folder)}`),
    get cutAt() {
      return line.cutAt
    },
    set cutAt(at) {
      line.cutAt = at
    },
    get cuts() {
      return cuts
    },
    fallSilent() {
      for (const silence of silencers) silence()
    },
    get swallowsNew() {
      return line.swallowsNew
    },
    set swallowsNew(is) {
      line.swallowsNew = is
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
