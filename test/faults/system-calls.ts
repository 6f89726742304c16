import { existsSync, readFileSync } from 'node:fs'
import type { StartedDesk } from './started-desk.ts'

/** Runs a program so that every call that matters to a promise is written down, in the order in which it ended. */
export const traced = (file: string): readonly string[] => [
  'strace',
  // As a grandchild, so that signals meant for the desk reach the desk.
  '-D',
  '-f',
  '-y',
  '-s',
  '64',
  '--seccomp-bpf',
  '-e',
  'trace=fsync,fdatasync,read,write,writev,sendto,recvfrom',
  '-o',
  file,
]

export type Call =
  /** What a connection brought, by its first bytes. */
  | { readonly call: 'heard'; readonly socket: string; readonly text: string }
  | { readonly call: 'answered'; readonly socket: string; readonly text: string }
  /** The disk said that this file is safe. */
  | { readonly call: 'synced'; readonly path: string }

/** The calls of interest. A call that another thread interrupted counts where it ended; an answer, where it began. */
export function callsIn(file: string): readonly Call[] {
  const open = new Map<string, string>()
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
      if (rest.endsWith('<unfinished ...>')) {
        open.set(pid, rest.slice(0, -'<unfinished ...>'.length))
        return beginning(rest)
      }
      const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
      const whole = resumed === null ? rest : `${open.get(pid) ?? ''}${resumed[1]}`
      return resumed === null ? [...beginning(whole), ...ending(whole)] : ending(whole)
    })
}

const beginning = (call: string): Call[] => {
  const [, socket, text] =
    /^(?:write|writev|sendto)\(\d+<(socket:\[\d+\]|TCP[^>]*>?[^>]*\]?)>,.*?"(HTTP\/1\.1 \d+[^"]*)/.exec(call) ?? []
  return socket === undefined || text === undefined ? [] : [{ call: 'answered', socket, text }]
}

const ending = (call: string): Call[] => {
  const [, synced] = /^(?:fsync|fdatasync)\(\d+<([^>]*)>\s*\)\s+= 0/.exec(call) ?? []
  if (synced !== undefined) return [{ call: 'synced', path: synced }]
  const [, socket, text] =
    /^(?:read|recvfrom)\(\d+<(socket:\[\d+\]|TCP[^>]*>?[^>]*\]?)>,\s*"((?:GET|POST) [^"]*)/.exec(call) ?? []
  return socket === undefined || text === undefined ? [] : [{ call: 'heard', socket, text }]
}

/** Waits until the trace is written down to its end. */
export async function traceEnded(desk: Pick<StartedDesk, 'pid'>): Promise<void> {
  for (let tries = 0; tries < 100 && existsSync(`/proc/${desk.pid}`); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  await new Promise((resolve) => setTimeout(resolve, 200))
}
