import { configSchema, readConfig } from '../config.ts'
import { type CliCommand, Usage } from './command.ts'
import { printJson } from './desk-console.ts'

export const check: CliCommand = {
  usage: 'check [FILE] [--schema]',
  summary: 'Check environment and postern.yaml without starting',
  help: `
Reads the environment and postern.yaml (or FILE) and says what is wrong with file, line and column. Changes nothing.

  postern check
  postern check examples/authelia-2.yaml
  postern check --schema > postern.schema.json      JSON Schema for your editor`,
  options: { schema: { type: 'boolean' } },
  async run(given, console) {
    if (given.words.length > 1) throw new Usage('one file at a time')
    if (given.values.schema === true) {
      console.out(`${JSON.stringify(configSchema(), null, 2)}\n`)
      return 0
    }
    const config = readConfig({ env: console.env, cwd: console.cwd, file: given.words[0] })
    if (given.json)
      printJson(console, {
        ok: true,
        warnings: config.warnings,
        project: config.named ? config.policy.project.name : null,
      })
    else {
      for (const warning of config.warnings) console.out(`note: ${warning}\n`)
      console.out(
        `${config.source ?? 'The starter policy'} is fine${config.named ? ` (${config.policy.project.name})` : ', but no project name is set'}.\n`,
      )
    }
    return 0
  },
}
