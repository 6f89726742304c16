import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { ConfigRefused } from '../config/problem.ts'

/**
 * Whether only the user that runs this desk can open the socket. Asked of the file for every request: what somebody
 * opened up later is no proxy's any more.
 */
export function isOwnersAlone(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isSocket() === true && found.uid === process.getuid?.() && (found.mode & 0o077) === 0
}

/** Rejects with `ConfigRefused` where something else is there. What a desk left behind that ended badly is taken away. */
export async function listenAt(server: Server, path: string): Promise<void> {
  await makeWay(path)
  // The file is made within this call, with the mode that it keeps: there is no moment in which others could open it.
  const before = process.umask(0o177)
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  process.umask(before)
  await listening.catch((failure: NodeJS.ErrnoException) => {
    throw refused(
      `cannot be made at ${path} (${failure.code ?? failure.name}): name a folder that this user may write to`,
    )
  })
  chmodSync(path, 0o600)
}

async function makeWay(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket()) throw refused(`names ${path}, which is something else: nothing was changed`)
  if (await answers(path)) throw refused(`names ${path}, where another desk listens`)
  unlinkSync(path)
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const line = connect(path, () => {
      line.destroy()
      resolve(true)
    })
    line.once('error', () => resolve(false))
  })

const refused = (text: string) => new ConfigRefused([{ file: 'environment', path: 'POSTERN_SOCKET', text }])
