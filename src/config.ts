import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { type Policy, policy } from './case/policy.ts'
import { type Checked, checkFile } from './config/check.ts'
import { file as fileSchema, type Settings, settings } from './config/file.ts'
import { ConfigRefused, type Problem } from './config/problem.ts'
import { readWebhookSecrets } from './config/webhook-secrets.ts'
import { codeOf, type Environment, readEnvironment } from './environment.ts'
import { SOCKET } from './peers.ts'

/** Everything that was decided before the desk starts. Read once, checked, frozen. */
export interface Config extends Environment, Settings {
  /** The file that was read, or `null` where the starter policy stands. */
  readonly source: string | null
  readonly policy: Policy
  /** The project has a name; otherwise the pages say "this project". */
  readonly named: boolean
  /** What each webhook is signed with, by its address. */
  readonly webhookSecrets: ReadonlyMap<string, string>
  readonly warnings: readonly string[]
}

export interface ConfigSource {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd?: string | undefined
  /** A file named by hand, as in `postern check FILE`. It counts before POSTERN_CONFIG. */
  readonly file?: string | undefined
}

/** Throws `ConfigRefused` with every problem of environment and file together. Changes nothing. */
export function readConfig({ env, cwd = process.cwd(), file }: ConfigSource): Config {
  const { environment, problems, warnings } = readEnvironment(env, cwd)
  const named = file !== undefined ? resolve(cwd, file) : environment.configNamed ? environment.configPath : null
  const read = readFile(named ?? environment.configPath, named !== null, file ?? env.POSTERN_CONFIG ?? 'postern.yaml')
  if ('problems' in read) throw new ConfigRefused([...problems, ...read.problems])
  const secrets = readWebhookSecrets(read.checked.file.webhooks, env, cwd)
  const lacking = [
    ...problems,
    ...secrets.problems,
    ...withoutPassword(read.checked, environment),
    ...withoutHeaderSecret(read.checked, environment),
    ...withoutSocket(read.checked, environment),
  ]
  if (lacking.length > 0) throw new ConfigRefused(lacking)
  return deepFreeze({
    ...environment,
    ...settingsOf(read.checked),
    source: read.path,
    policy: policyOf(read.checked),
    named: read.checked.named,
    webhookSecrets: secrets.byUrl,
    warnings,
  })
}

/** The address once the port is known, where nobody named the address. */
export const listeningOn = (config: Config, port: number): Config =>
  Object.freeze({ ...config, port, url: config.urlByDefault ? `http://localhost:${port}` : config.url })

/** The shape of postern.yaml for editors and for `postern check --schema`. JSON Schema 2020-12. */
export const configSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-2020-12' }),
  title: 'postern.yaml',
})

type FileRead = { readonly checked: Checked; readonly path: string | null } | { readonly problems: readonly Problem[] }

function readFile(path: string, mustExist: boolean, shownAs: string): FileRead {
  const bytes = bytesOf(path)
  if (bytes instanceof Uint8Array) {
    const checked = checkFile(shownAs, bytes)
    return 'file' in checked ? { checked, path } : { problems: checked }
  }
  if (bytes === 'ENOENT' && !mustExist) return { checked: { file: fileSchema.parse({}), named: false }, path: null }
  return { problems: [{ file: shownAs, text: cannotRead[bytes] ?? `cannot be read (${bytes})` }] }
}

const cannotRead: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist, but it was named as the configuration',
  EACCES: 'cannot be read: this user may not open it',
  EISDIR: 'is a folder: name the file in it',
}

function bytesOf(path: string): Uint8Array | string {
  try {
    return readFileSync(path)
  } catch (cause) {
    return codeOf(cause)
  }
}

const withoutPassword = ({ file: { mail } }: Checked, { smtpPassword }: Environment): readonly Problem[] =>
  mail.smtp?.user !== undefined && smtpPassword === null
    ? [{ file: 'environment', path: 'POSTERN_SMTP_PASSWORD', text: 'is missing: mail.smtp.user is set' }]
    : []

/** Whoever can reach the proxy's own address could otherwise say to be anybody. */
const withoutHeaderSecret = ({ file: { signIn } }: Checked, { headerSecret }: Environment): readonly Problem[] =>
  signIn.header?.peers.some((peer) => peer !== SOCKET) && (headerSecret === null || headerSecret.length < 32)
    ? [
        {
          file: 'environment',
          path: 'POSTERN_HEADER_SECRET',
          text: `${headerSecret === null ? 'is missing' : 'is too short'}: signIn.header wants a secret of at least 32 characters`,
        },
      ]
    : []

const withoutSocket = ({ file: { signIn } }: Checked, { socket }: Environment): readonly Problem[] =>
  signIn.header?.peers.includes(SOCKET) && socket === null
    ? [{ file: 'environment', path: 'POSTERN_SOCKET', text: 'is missing: signIn.header.peers names the socket' }]
    : []

const policyOf = ({ file }: Checked): Policy => policy.parse(only(file, policy.shape))
const settingsOf = ({ file }: Checked): Settings => settings.parse(only(file, settings.shape))

const only = (file: object, shape: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(file).filter(([name]) => name in shape))

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) deepFreeze(part)
  }
  return Object.freeze(value)
}
