import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { drift } from '../advisory/policy-drift.ts'
import { policyMarkdown } from '../advisory/policy-markdown.ts'
import { readConfig } from '../config.ts'
import { type CliCommand, Refused, textValue, Usage } from './command.ts'
import { printJson } from './desk-console.ts'

export const policy: CliCommand = {
  usage: 'policy [--check SECURITY.md]',
  summary: 'Print the policy as SECURITY.md, or say where one differs',
  help: `
What the desk promises on its first page, as a file for your repository.

  postern policy > SECURITY.md
  postern policy --check SECURITY.md      exit code 1 where it says something else than the desk does

Sections of your own are noted and are no fault. The addresses in it are those of POSTERN_URL.`,
  options: { check: { type: 'string' } },
  async run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    const config = readConfig({ env: console.env, cwd: console.cwd })
    if (config.urlByDefault) console.err(`note: POSTERN_URL is not set, so the addresses are those of ${config.url}.\n`)
    const file = textValue(given, 'check')
    if (file === undefined) {
      const markdown = policyMarkdown(config.policy, config.url)
      if (given.json) printJson(console, { markdown })
      else console.out(markdown)
      return 0
    }
    const found = drift(config.policy, config.url, readText(resolve(console.cwd, file), file))
    const wrong = found.filter(({ level }) => level === 'drift')
    if (given.json) printJson(console, { ok: wrong.length === 0, drift: found })
    else {
      for (const { level, section, text } of found) console.out(`${level}: ${section}: ${text}\n`)
      console.out(
        wrong.length === 0
          ? `${file} says what the desk does.\n`
          : `${file} differs in ${wrong.length} ${wrong.length === 1 ? 'place' : 'places'}.\n`,
      )
    }
    return wrong.length === 0 ? 0 : 1
  },
}

function readText(path: string, shownAs: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Refused(`${shownAs} cannot be read.`)
  }
}
