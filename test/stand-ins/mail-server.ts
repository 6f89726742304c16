import type { AddressInfo, Server } from 'node:net'
import { createServer } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A letter as it arrived: the envelope, and the lines as they crossed the wire. */
export interface Arrived {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  /** By lower-case name; unfolded. */
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

export interface MailServer {
  readonly port: number
  readonly letters: Arrived[]
  /** From now on: takes letters, refuses each one, answers after so many milliseconds, or takes one and says that it did not. */
  mood: { refuse?: number; slow?: number; slowFor?: RegExp; forgetful?: boolean }
  close(): Promise<void>
}

/**
 * A mail server with moods, on loopback. For the good way there is OpenSMTPD. `unknown`: it offers STARTTLS, with a
 * certificate that nobody vouches for.
 */
export async function mailServer(port = 0, tls: 'none' | 'unknown' = 'none'): Promise<MailServer> {
  const letters: Arrived[] = []
  const server = new SMTPServer({
    disabledCommands: tls === 'none' ? ['STARTTLS', 'AUTH'] : ['AUTH'],
    logger: false,
    onRcptTo: ({ address }, _session, callback) => {
      const { refuse, slow = 0, slowFor } = open.mood
      const answer = () =>
        refuse === undefined
          ? callback()
          : callback(Object.assign(new Error('No such mailbox here'), { responseCode: refuse }))
      if (slow > 0 && (slowFor === undefined || slowFor.test(address))) setTimeout(answer, slow).unref()
      else answer()
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        letters.push(
          arrived(
            from,
            rcptTo.map(({ address }) => address),
            Buffer.concat(chunks).toString('utf8'),
          ),
        )
        if (open.mood.forgetful === true)
          callback(Object.assign(new Error('Something went wrong'), { responseCode: 451 }))
        else callback()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const open: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    letters,
    mood: {},
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return open
}

export function arrived(from: string, to: readonly string[], raw: string): Arrived {
  const [head = '', ...rest] = raw.replaceAll('\r\n', '\n').split('\n\n')
  const unfolded = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const headers = new Map(
    unfolded.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const quoted = headers.get('content-transfer-encoding') === 'quoted-printable'
  const text = rest.join('\n\n')
  return { from, to, raw, headers, text: quoted ? unquoted(text) : text }
}

const unquoted = (text: string): string =>
  text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** A port where somebody takes the call and then says nothing at all. */
export async function silentServer(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** A port where nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
