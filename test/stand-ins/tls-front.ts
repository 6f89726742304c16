import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'

/** What stands between a browser and a desk on the web: https under any name, and what is inside goes on as it came. */
export interface TlsFront {
  readonly port: number
  /** For `launchBrowser`: the key of its certificate, which nobody else trusts. */
  readonly trusts: string
  /** Where requests go from now on. */
  leadsTo(port: number): void
  close(): Promise<void>
}

export async function tlsFront(folder: string): Promise<TlsFront> {
  const [key, cert] = [join(folder, 'front.key'), join(folder, 'front.crt')]
  const named = ['-subj', '/CN=example', '-addext', 'subjectAltName=DNS:*.example,DNS:*.doors.example']
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  execFileSync('openssl', [...made, ...named, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  const open = new Set<Socket>()
  let to = 0
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (outside) => {
    const inside = connect(to, '127.0.0.1')
    open.add(outside)
    outside.on('close', () => open.delete(outside))
    for (const [one, other] of [
      [outside, inside],
      [inside, outside],
    ] as const)
      one.on('error', () => other.destroy()).pipe(other)
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const spki = new X509Certificate(readFileSync(cert)).publicKey.export({ type: 'spki', format: 'der' })
  return {
    port: (server.address() as AddressInfo).port,
    trusts: createHash('sha256').update(spki).digest('base64'),
    leadsTo(port) {
      to = port
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
