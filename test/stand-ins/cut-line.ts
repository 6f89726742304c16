import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A line to a PostgreSQL that can be cut: between two questions, or after a commit was sent and before its answer. */
export interface CutLine {
  /** The same database, over this line. */
  readonly url: string
  /** Cuts the connection that says this next, before or after the server hears it. `null`: no more. */
  cutAt: Cut | null
  /** How often it was cut. */
  readonly cuts: number
  close(): Promise<void>
}

interface Cut {
  readonly said: string
  readonly heard: boolean
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
  const line: { cutAt: CutLine['cutAt'] } = { cutAt: null }
  const server = createServer((near) => {
    const far = createConnection(real)
    for (const end of [near, far]) {
      open.add(end)
      end.on('error', () => undefined)
      end.on('close', () => {
        open.delete(end)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (chunk: Buffer) => {
      const { cutAt } = line
      if (cutAt === null || !chunk.includes(cutAt.said)) return void far.write(chunk)
      if (cutAt.passing) {
        line.cutAt = { ...cutAt, passing: cutAt.passing - 1 }
        return void far.write(chunk)
      }
      line.cutAt = null
      cuts += 1
      cutAt.also?.()
      if (!cutAt.heard) return near.destroy()
      // The server hears it and answers; the answer goes nowhere.
      far.removeAllListeners('data')
      far.on('data', () => undefined)
      far.write(chunk, () => setTimeout(() => near.destroy(), 20))
    })
    far.on('data', (chunk: Buffer) => void near.write(chunk))
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
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
