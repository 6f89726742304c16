import { createServer } from 'node:net'
import { type Config, readConfig } from '../config.ts'
import { house } from '../main.ts'
import { type CliCommand, Refused } from './command.ts'

export const start: CliCommand = {
  usage: 'start [--accept-new-origin]',
  summary: 'Run the desk',
  help: `
Runs the desk until it is told to stop (SIGTERM or Ctrl-C). Prints two lines last:

  First member: URL/enrol/…     with every start, as long as there never was a member
  Postern is ready on URL

Before them, the start that makes the root key says where it lies. Logs go to standard error.

Environment: POSTERN_URL, HOST, PORT, POSTERN_PROXY, POSTERN_ONION_URL, POSTERN_DATA, POSTERN_BLOBS, POSTERN_CONFIG,
POSTERN_KEY_FILE, DATABASE_URL, POSTERN_METRICS; docs/configuration.md says what they do, and names the rest.

  --accept-new-origin   POSTERN_URL names another host than before, and that is meant. Passkeys belong to the old
                        name: members enrol again with "postern member sign-in NAME". The desk starts quiet.`,
  options: { 'accept-new-origin': { type: 'boolean' } },
  async run(given, console) {
    await portIsFree(readConfig({ env: console.env, cwd: console.cwd }))
    const acceptNewOrigin = given.values['accept-new-origin'] === true
    const built = await house({ env: console.env, acceptNewOrigin, tellMeanwhile: true })
    for (const warning of built.config.warnings) console.err(`${warning}\n`)
    const stopped = stopSignal()
    try {
      const { url, firstMember } = await built.open()
      if (await built.notices.nobodyTold())
        console.out(
          `Nobody is told when a report arrives. Sign in and open ${url}/desk/notices, or see "mail" in docs/configuration.md.\n`,
        )
      if (built.quiet.reason() !== null)
        console.out(
          `This desk is quiet: reports come in, nothing is sent or published until a lead lets it at ${url}/desk/quiet.\n`,
        )
      if (built.newKeyFile !== null)
        console.out(
          `The root key is in ${built.newKeyFile}. Keep a copy elsewhere: without it nobody can read this desk.\n`,
        )
      if (firstMember !== null) console.out(`First member: ${firstMember}\n`)
      console.out(`Postern is ready on ${url}\n`)
      await stopped
    } finally {
      await built.close()
    }
    return 0
  },
}

/** Asked before anything is opened: a start that cannot listen must leave nothing behind. */
async function portIsFree({ host, port }: Config): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(port, host, resolve))
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EADDRINUSE')
      throw new Refused(
        `Another program listens on this port already (${port}). Set PORT to a free one; nothing was changed.`,
      )
    if (code === 'EACCES')
      throw new Refused(`This user may not listen on port ${port}. Set PORT to one above 1023; nothing was changed.`)
    throw new Refused(`HOST ${host} cannot be listened on (${String(code)}); nothing was changed.`)
  }
  await new Promise((resolve) => probe.close(resolve))
}

/** SIGTERM and Ctrl-C end the desk gently; a second one ends it at once. */
const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    let asked = false
    const stop = (): void => {
      if (asked) process.exit(1)
      asked = true
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
