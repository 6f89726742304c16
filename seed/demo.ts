import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type House, house, refusesToStart } from '../src/main.ts'
import { team } from './cast.ts'
import { lanternPolicies, plantLantern } from './lantern.ts'
import type { Planted, PlantedCase } from './plant.ts'

/**
 * `npm run demo`: the desk of a project that does not exist, with a case in every stage. Its data is its own, lies in a
 * temporary folder and goes with it. `npm run dev` runs the same on the port of a real desk.
 */
const usual = process.argv[2] === 'dev' ? 8_080 : 8_081
const folder = mkdtempSync(join(tmpdir(), 'postern-demo-'))
process.umask(0o077)
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Threads with something to do or to see. */
const shown = ['slow-album', 'cookie-stays', 'share-link-again', 'reset-mail', 'two-factor']

let open: House | null = null
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)

/** A second signal does not wait for requests that are still open. */
let stopping = false
function stop(): void {
  if (stopping || open === null) process.exit(0)
  stopping = true
  void open.close().finally(() => process.exit(0))
}

try {
  await run()
} catch (error) {
  const sentence = isTaken(error)
    ? `Port ${process.env.PORT} is taken. Set PORT to another one.`
    : refusesToStart(error)
      ? error.message
      : null
  if (sentence === null) throw error
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

async function run(): Promise<void> {
  // Nothing of the surroundings counts but the port: a demo must not find an operator's data, key or proxy.
  const env = {
    HOST: '127.0.0.1',
    PORT: process.env.PORT ?? String(await freePort(usual)),
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'demo.key'),
    POSTERN_CONFIG: lanternPolicies.present,
  }
  process.stderr.write('Telling the story of a hundred days ...\n')
  const planted = await plantLantern({ env, kind: 'demo' }, Date.now())
  open = await house({ env, kind: 'demo' })
  const { url } = await open.open()
  process.stdout.write(await welcome(open, planted, url))
}

/** What a visitor needs, made by the code of `member sign-in` and `token create`: a real desk gives the same. */
async function welcome({ team: roster }: House, planted: Planted, url: string): Promise<string> {
  const mona = planted.members.get('mona')
  const token = await roster.createToken({
    member: mona?.member ?? '',
    label: 'demo',
    scopes: ['read', 'act', 'publish'],
    days: 1,
    by: null,
  })
  if (!('token' in token)) throw new Error('Mona may have a token')
  const links = await Promise.all(
    Object.values(team).map(async ({ name, role }) => {
      const made = await roster.memberSignIn(name)
      if (!('link' in made)) throw new Error(`${name} is on the team`)
      return `  ${name.padEnd(5)} ${role.padEnd(9)} ${made.link}`
    }),
  )
  const receipts = shown.flatMap((name) => planted.cases.get(name) ?? []).map(receiptLines)
  return [
    '',
    `Lantern's desk: ${url}`,
    '',
    'Sign in as a member (each link works once, for ten minutes):',
    ...links,
    '',
    `Come back as a reporter: ${url}/receipt`,
    ...receipts,
    '',
    'Ask the API, as Mona:',
    `  curl -H 'Authorization: Bearer ${token.token}' ${url}/api/v1/cases`,
    '',
    'This is a demo: its data is gone when it stops.',
    `Postern is ready on ${url}`,
    '',
  ].join('\n')
}

function receiptLines({ receipt, shows }: PlantedCase): string {
  return `  ${receipt}\n    ${shows}`
}

/** The usual port, or any free one where a desk or another demo has it already. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(wanted)))
  })
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
