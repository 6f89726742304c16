import { readConfig } from '../config.ts'
import { checkKey, createKey } from '../main.ts'
import { type CliCommand, textValue, Usage } from './command.ts'
import { printJson } from './desk-console.ts'

export const keyCreate: CliCommand = {
  usage: 'key create [--file PATH]',
  summary: 'Make a root key where the desk does not make its own',
  help: `
On one machine "postern start" makes the root key itself, outside the data folder. Where the key comes from a secret
store, make it here first, and name it in POSTERN_KEY_FILE. An existing file is never touched.`,
  options: { file: { type: 'string' } },
  async run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    const file = createKey(readConfig({ env: console.env, cwd: console.cwd }), console.env, textValue(given, 'file'))
    if (given.json) printJson(console, { file })
    else console.out(`${file}\nKeep a copy elsewhere: without this key the desk cannot be read by anybody.\n`)
    return 0
  },
}

export const keyCheck: CliCommand = {
  usage: 'key check',
  summary: 'Say whether the key file opens this desk',
  help: 'Opens nothing but the check value. Exit code 1 where the key is missing, readable by others, or belongs to another desk.',
  options: {},
  async run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    const file = await checkKey(readConfig({ env: console.env, cwd: console.cwd }), console.env)
    if (given.json) printJson(console, { ok: true, file })
    else console.out(`${file} opens this desk.\n`)
    return 0
  },
}
