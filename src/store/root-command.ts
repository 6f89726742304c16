import { spawnSync } from 'node:child_process'
import { KeyRefused, parseRing, type RootKey } from './root-ring.ts'

/**
 * A root key that a program of the operator prints: a secret store, a hardware token, a cloud's key service. It runs
 * once at the start, by its argument list and through no shell. What it prints is the key, so nothing it says is ever
 * shown or logged, on either of its outputs.
 */
export interface CommandAsk {
  /** POSTERN_KEY_COMMAND: a JSON list of words, or words with spaces between. */
  readonly command: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly seconds?: number | undefined
}

export function rootKeyFromCommand({ command, env, seconds = SECONDS }: CommandAsk): RootKey {
  const [program = '', ...words] = wordsOf(command)
  const from = `what the command ${program} printed`
  const ended = spawnSync(program, words, {
    env: withoutOurs(env),
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: seconds * 1_000,
    killSignal: 'SIGKILL',
    maxBuffer: MOST,
    shell: false,
  })
  const trouble = troubleOf(ended, seconds)
  if (trouble !== null) throw new KeyRefused('command', `The command ${program} of POSTERN_KEY_COMMAND ${trouble}`)
  const ring: RootKey = {
    from,
    file: null,
    ...parseRing(from, ended.stdout.toString('utf8')),
    fresh: () => ring,
  }
  ended.stdout.fill(0)
  return ring
}

const SECONDS = 30
const MOST = 64 * 1_024

function troubleOf(ended: ReturnType<typeof spawnSync>, seconds: number): string | null {
  const code = (ended.error as NodeJS.ErrnoException | undefined)?.code
  if (code === 'ENOENT') return 'is not on this machine. Name it with its whole path.'
  if (code === 'EACCES') return 'may not be run by this user.'
  if (code === 'ETIMEDOUT') return `did not end within ${seconds} seconds. Run it by hand: does it wait for an answer?`
  if (code === 'ENOBUFS') return 'printed more than a key file holds. It has to print the key and nothing else.'
  if (code !== undefined) return `could not be run (${code}).`
  if (ended.signal !== null) return `was ended by ${ended.signal}.`
  if (ended.status !== 0) return `ended with exit code ${ended.status}. Run it by hand to see why.`
  return null
}

function wordsOf(command: string): readonly string[] {
  const given = command.trim()
  if (given.startsWith('[')) return listOf(given)
  // Quotes, variables and pipes mean nothing without a shell, and there is none.
  if (/["'`$\\|&;<>()*?]/.test(given)) throw unclear
  return given.split(/\s+/)
}

function listOf(given: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(given)
    if (Array.isArray(list) && list.length > 0 && list.every((word) => typeof word === 'string' && word !== ''))
      return list as string[]
  } catch {
    // Said below.
  }
  throw unclear
}

const unclear = new KeyRefused(
  'command',
  'POSTERN_KEY_COMMAND runs without a shell: name a program and its words, or write a JSON list such as ["vault", "kv", "get", "-field=key", "postern"].',
)

/** The program may need the environment for its own service. It needs no secret of the desk. */
const withoutOurs = (env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(POSTERN_|DATABASE_URL)/.test(name)))
