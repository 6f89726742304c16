import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Used } from './desk-server.ts'

/** A server in a process of its own. */
export interface Child {
  readonly url: string
  ask<Answer>(what: string): Promise<Answer>
  stop(): Promise<void>
}

export const bareServer = (folder: string): Promise<Child> => started('bare-server.js', [made(folder)], {})

export const deskServer = (
  folder: string,
  more: {
    readonly failpoints?: object
    readonly node?: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  } = {},
): Promise<Child> =>
  started(
    'desk-server.js',
    [],
    { ...deskEnv(folder), ...more.env, BENCH_FAILPOINTS: JSON.stringify(more.failpoints ?? {}) },
    more.node,
  )

/** Everything of a measured desk lies below one folder. */
export const deskEnv = (folder: string): Record<string, string> => ({
  PORT: '0',
  POSTERN_DATA: join(made(folder), 'data'),
  POSTERN_KEY_FILE: join(folder, 'bench.key'),
  POSTERN_CONFIG: join(import.meta.dirname, 'postern.yaml'),
})

export const usedBy = (child: Child): Promise<Used> => child.ask<Used>('used')

/** Runs a program to its end and gives what it sent. */
export async function resultOf<Result>(program: string, args: readonly string[]): Promise<Result> {
  const child = fork(join(import.meta.dirname, program), [...args])
  const [result] = await answerOf<Result>(child, once(child, 'exit'))
  if (child.connected) child.disconnect()
  return result
}

async function started(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  node: readonly string[] = ['--max-semi-space-size=8'],
): Promise<Child> {
  const child = fork(join(import.meta.dirname, program), [...args], {
    env: { PATH: process.env.PATH, ...env },
    execArgv: [...node],
  })
  const gone = once(child, 'exit')
  const [{ url }] = await answerOf<{ url: string }>(child, gone)
  return {
    url,
    async ask<Answer>(what: string) {
      child.send(what)
      const [answer] = await answerOf<Answer>(child, gone)
      return answer
    },
    async stop() {
      child.send('stop')
      await gone
    },
  }
}

async function answerOf<Answer>(child: ChildProcess, gone: Promise<unknown>): Promise<[Answer]> {
  const died = gone.then(() => {
    throw new Error(`${child.spawnargs.slice(1, 2).join(' ')} stays until it is told to stop`)
  })
  return (await Promise.race([once(child, 'message'), died])) as [Answer]
}

function made(folder: string): string {
  mkdirSync(folder, { recursive: true })
  return folder
}
