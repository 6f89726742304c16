import { spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'

/**
 * Reads objects of a repository that nobody vouches for, by the program git: no shell, no configuration but what is
 * named here, no network, no hooks, no pager, no files written. Only commands that read objects and refs are run.
 */
export interface Git {
  /** What the command wrote, `cut` where it was more than asked for; undefined where it failed or took too long. */
  run(args: readonly string[], ask?: { readonly input?: string; readonly bytes?: number }): Promise<Written | undefined>
}

export interface Written {
  readonly text: string
  readonly cut: boolean
}

/** The repository's own configuration can name programs. These settings stand above it. */
const settings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'core.sshCommand=false',
  'core.askPass=false',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.quotePath=false',
  'credential.helper=',
  'protocol.allow=never',
  'diff.external=',
  'log.showSignature=false',
  'log.mailmap=false',
  'log.follow=false',
  'gpg.program=false',
  'gpg.ssh.program=false',
  'gpg.x509.program=false',
  'grep.fallbackToNoIndex=false',
  'i18n.logOutputEncoding=UTF-8',
  'submodule.recurse=false',
  'maintenance.auto=false',
  'gc.auto=0',
]

const environment = {
  PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_PROTOCOL_FROM_USER: '0',
  // One huge file must not become one huge piece of memory: git gives up above this.
  GIT_ALLOC_LIMIT: '256m',
}

const usualBytes = 1_024 * 1_024

/** All commands of one look share its time: what is over is over. */
export function git(folder: string, until: AbortSignal): Git {
  const common = [
    '--no-replace-objects',
    '--no-pager',
    `--git-dir=${folder}`,
    ...settings.flatMap((set) => ['-c', set]),
  ]
  return {
    run: (args, { input = '', bytes = usualBytes } = {}) =>
      new Promise((resolve) => {
        if (until.aborted) return resolve(undefined)
        const child = spawn('git', [...common, ...args], {
          cwd: '/',
          env: environment,
          stdio: ['pipe', 'pipe', 'ignore'],
        })
        const stop = (): void => void child.kill('SIGKILL')
        until.addEventListener('abort', stop)
        const decoder = new StringDecoder('utf8')
        let text = ''
        let cut = false
        child.stdout.on('data', (part: Buffer) => {
          if (cut) return
          text += decoder.write(part)
          cut = text.length > bytes
          if (cut) stop()
        })
        child.on('error', () => resolve(undefined))
        child.on('close', (code) => {
          until.removeEventListener('abort', stop)
          // `grep` ends with 1 where nothing was found, which is an answer.
          const answered = code === 0 || cut || (code === 1 && args[0] === 'grep')
          resolve(answered && !(until.aborted && !cut) ? { text: cut ? text.slice(0, bytes) : text, cut } : undefined)
        })
        child.stdin.on('error', () => {})
        child.stdin.end(input)
      }),
  }
}
