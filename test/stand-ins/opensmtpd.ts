import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { needs } from '../machine.ts'
import { type Arrived, arrived } from './mail-server.ts'

/** It keeps its spool and its socket in fixed places, so it wants to be root, and there is one at a time. */
export const needsOpenSmtpd = (): string | false =>
  needs('opensmtpd') || (process.getuid?.() === 0 ? false : 'OpenSMTPD runs as root alone')

export interface OpenSmtpd {
  readonly port: number
  /** Waits until so many letters were delivered. */
  letters(count: number): Promise<readonly Arrived[]>
  close(): Promise<void>
}

/** Debian's OpenSMTPD on loopback: takes mail for these addresses, refuses everybody else, and keeps each letter in a file. */
export async function openSmtpd(addresses: readonly string[]): Promise<OpenSmtpd> {
  const folder = mkdtempSync(join(tmpdir(), 'opensmtpd-'))
  // The letters are written by an unprivileged user.
  chmodSync(folder, 0o777)
  const port = await freePort()
  const domains = [...new Set(addresses.map((address) => address.split('@')[1]))]
  const config = join(folder, 'smtpd.conf')
  writeFileSync(
    config,
    [
      `table people { ${addresses.map((address) => `"${address}" = "nobody"`).join(', ')} }`,
      `listen on 127.0.0.1 port ${port} hostname mail.lantern.example`,
      `action "keep" mda "/bin/sh -c 'cat > ${folder}/$$.part && mv ${folder}/$$.part ${folder}/$$.eml'" virtual <people>`,
      `match from local for domain { ${domains.map((domain) => `"${domain}"`).join(' ')} } action "keep"`,
      '',
    ].join('\n'),
    { mode: 0o600 },
  )
  const child = spawn('/usr/sbin/smtpd', ['-d', '-f', config], { stdio: ['ignore', 'pipe', 'pipe'] })
  await started(child, port)
  return {
    port,
    async letters(count) {
      for (let tries = 0; tries < 200; tries++) {
        const files = readdirSync(folder).filter((name) => name.endsWith('.eml'))
        if (files.length >= count) return files.map((name) => read(join(folder, name)))
        await pause(50)
      }
      throw new Error(`${count} letters arrive`)
    },
    async close() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function read(file: string): Arrived {
  const raw = readFileSync(file, 'utf8')
  const letter = arrived('', [], raw)
  const [, from = ''] = /<(.*)>/.exec(letter.headers.get('return-path') ?? '') ?? []
  return { ...letter, from, to: [letter.headers.get('delivered-to') ?? ''] }
}

async function started(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error('OpenSMTPD runs')
    const socket = connect(port, '127.0.0.1')
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (open) return
    await pause(50)
  }
  throw new Error('OpenSMTPD listens')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
