/**
 * The real programs that tests run against. On Debian as root they are installed by name when missing; elsewhere the
 * tests that need them are skipped, aloud, and with `CI=true` a skip is a failure.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'

/** The folder of package.json, from the sources as from what is built of them. */
export const root = rootAbove(import.meta.dirname)

/** Debian's package of each counterpart, and where it is when it is there: a program on the PATH or a file. */
const counterparts = {
  chromium: { package: 'chromium', at: 'chromium' },
  strace: { package: 'strace', at: 'strace' },
  faketime: { package: 'faketime', at: 'faketime' },
  git: { package: 'git', at: 'git' },
  caddy: { package: 'caddy', at: 'caddy' },
  nginx: { package: 'nginx-light', at: '/usr/sbin/nginx' },
  curl: { package: 'curl', at: 'curl' },
  opensmtpd: { package: 'opensmtpd', at: '/usr/sbin/smtpd' },
  openssl: { package: 'openssl', at: 'openssl' },
  script: { package: 'bsdutils', at: 'script' },
  fonts: { package: 'fonts-dejavu-core', at: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
} as const

export type Counterpart = keyof typeof counterparts

/** For a test's options, as in `it('...', { skip: needs('chromium') }, ...)`: false, or the reason to skip it. */
export function needs(...names: Counterpart[]): string | false {
  const missing = names.filter((name) => !pathOf(name))
  return missing.length > 0 && `not on this machine: ${missing.join(', ')}`
}

/** The official schemas and documents, or undefined in a clone that lies beside none. */
export function conformanceData(): string | undefined {
  const folder = resolve(root, process.env.POSTERN_CONFORMANCE_DATA ?? '../shared/data')
  return existsSync(folder) ? folder : undefined
}

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder))
}

/** Installs what is missing where that is allowed, and returns what is missing still. */
export function installCounterparts(): Counterpart[] {
  const missing = missingCounterparts()
  if (missing.length === 0 || !mayInstall()) return missing
  console.error(`Installing from Debian: ${missing.map((name) => counterparts[name].package).join(' ')}`)
  apt('update')
  apt('install', '--yes', '--no-install-recommends', ...missing.map((name) => counterparts[name].package))
  return missingCounterparts()
}

function missingCounterparts(): Counterpart[] {
  return (Object.keys(counterparts) as Counterpart[]).filter((name) => !pathOf(name))
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && which('apt-get') !== undefined
}

function apt(...args: string[]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], { stdio: ['ignore', 2, 2], env })
}

function pathOf(name: Counterpart): string | undefined {
  const { at } = counterparts[name]
  if (at.startsWith('/')) return existsSync(at) ? at : undefined
  return which(at)
}

function which(program: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
