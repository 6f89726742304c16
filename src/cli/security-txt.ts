import { securityTxt } from '../advisory/security-txt.ts'
import { day } from '../case/policy.ts'
import { readConfig } from '../config.ts'
import { machineClock } from '../main.ts'
import { type CliCommand, Refused, Usage } from './command.ts'
import { printJson } from './desk-console.ts'

export const securityTxtCommand: CliCommand = {
  usage: 'security-txt',
  summary: 'Print security.txt (RFC 9116) for another host of yours',
  help: `
The desk serves its own at /.well-known/security.txt. RFC 9116, section 3.1: the file counts for its own host alone, so
put this one on the project's main site as well. Needs an https POSTERN_URL. A pause of the intake is not in it.`,
  options: {},
  async run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    const config = readConfig({ env: console.env, cwd: console.cwd })
    const now = machineClock.now()
    const made = securityTxt({
      ...config.securityTxt,
      policy: config.policy,
      url: config.url,
      now,
      expires: (Math.floor(now / day) + config.securityTxt.days) * day,
    })
    if ('refused' in made) throw new Refused(made.hint)
    if (given.json) printJson(console, { text: made.text })
    else console.out(made.text)
    return 0
  },
}
