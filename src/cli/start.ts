import { house } from '../main.ts'
import type { CliCommand } from './command.ts'

export const start: CliCommand = {
  usage: 'start [--accept-new-origin]',
  summary: 'Run the desk',
  help: `
Runs the desk until it is told to stop (SIGTERM or Ctrl-C). Prints two lines last:

  First member: URL/enrol/…     once, as long as there never was a member
  Postern is ready on URL

Environment: POSTERN_URL, HOST, PORT, POSTERN_DATA, POSTERN_CONFIG, POSTERN_KEY_FILE, POSTERN_PROXY, POSTERN_ONION_URL
(docs/configuration.md).

  --accept-new-origin   POSTERN_URL names another host than before, and that is meant. Passkeys belong to the old
                        name: members enrol again with "postern member sign-in NAME". The desk starts quiet.`,
  options: { 'accept-new-origin': { type: 'boolean' } },
  async run(given, console) {
    const built = await house({ env: console.env, acceptNewOrigin: given.values['accept-new-origin'] === true })
    for (const warning of built.config.warnings) console.err(`${warning}\n`)
    const stopped = stopSignal()
    try {
      const { url, firstMember } = await built.open()
      if (firstMember !== null) console.out(`First member: ${firstMember}\n`)
      console.out(`Postern is ready on ${url}\n`)
      await stopped
    } finally {
      await built.close()
    }
    return 0
  },
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
