import { readConfig } from '../config.ts'
import { keySheet } from '../desk/key-sheet.ts'
import { checkKey, createKey, type House, newKeyLine } from '../main.ts'
import { isRefusal } from '../team/refusal.ts'
import { type CliCommand, type Console, type ExitCode, type Given, Refused, textValue, Usage } from './command.ts'
import { printJson, withDesk } from './desk-console.ts'
import { onTerminal, typedSheet } from './typed-sheet.ts'

export const keyCreate: CliCommand = {
  usage: 'key create [--file PATH] [--typed | --print]',
  summary: 'Make a root key where the desk does not make its own',
  help: `
On one machine "postern start" makes the root key itself, outside the data folder. Where the key comes from a secret
store, make it here first, and name it in POSTERN_KEY_FILE. An existing file is never touched.

--typed makes the file from a paper copy: the lines of "postern key sheet", typed by hand.
--print writes no file and prints one new line, for a secret store that POSTERN_KEY or POSTERN_KEY_COMMAND reads.
Whoever sees that line can open the desk once it is in use: send it straight to where it belongs.`,
  options: { file: { type: 'string' }, typed: { type: 'boolean' }, print: { type: 'boolean' } },
  async run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    if (given.values.print === true && (given.values.typed === true || given.values.file !== undefined))
      throw new Usage('--print makes no file')
    if (given.values.print === true) {
      console.out(newKeyLine())
      return 0
    }
    const config = readConfig({ env: console.env, cwd: console.cwd })
    const typed = given.values.typed === true ? await typedSheet(console) : undefined
    const file = createKey(config, console.env, textValue(given, 'file'), typed)
    if (given.json) printJson(console, { file })
    else console.out(`${file}\nKeep a copy elsewhere: without this key the desk cannot be read by anybody.\n`)
    return 0
  },
}

export const keyCheck: CliCommand = {
  usage: 'key check [--typed]',
  summary: 'Say whether the root key opens this desk, or whether a paper copy is right',
  help: `
Opens nothing but the check value. Exit code 1 where the key is missing, readable by others, or belongs to another desk.

--typed asks for the lines of a paper copy ("postern key sheet") and says whether they are the key that this desk uses.
Nothing that is typed is shown. When it is right, "postern status" and the list before going public stop asking for it.`,
  options: { typed: { type: 'boolean' } },
  async run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    const found = await checkKey(readConfig({ env: console.env, cwd: console.cwd }), console.env)
    if (given.values.typed === true) return checkTyped(given.json, console)
    const keys = found.byId.size
    if (given.json) printJson(console, { ok: true, file: found.file, from: found.from, keys })
    else console.out(`${found.file ?? `The key from ${found.from}`} opens this desk.\n${olderKeys(keys)}`)
    return 0
  },
}

const olderKeys = (keys: number): string =>
  keys === 1 ? '' : `It holds ${keys} root keys. "postern key retire" says what the older ones are still needed for.\n`

async function checkTyped(json: boolean, console: Console): Promise<ExitCode> {
  const typed = await typedSheet(console)
  return withDesk(console, async ({ rootKey }) => {
    const { current, byId } = rootKey.now()
    const right = current.id === typed.id && Buffer.from(current.bytes).equals(Buffer.from(typed.bytes))
    if (!right)
      throw new Refused(
        byId.has(typed.id)
          ? 'This is an older root key of the desk. Since then it was rotated: make a new sheet.'
          : 'This is a key sheet, and not the one of this desk.',
      )
    await rootKey.copied()
    if (json) printJson(console, { ok: true, root: current.id })
    else console.out('The copy is right. Keep it where this machine is not.\n')
    return 0
  })
}

export const keySheetCommand: CliCommand = {
  usage: 'key sheet',
  summary: 'Show the root key in lines that can be copied to paper',
  help: `
On a terminal only. Nine lines, each with two check signs, so that every typing error is found in its line. Copy them by
hand, or print them from the terminal; clear the screen; then "postern key check --typed" checks the paper. From paper
the key becomes a file again with "postern key create --typed".`,
  options: {},
  async run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    const terminal = onTerminal(
      console,
      'The sheet shows the root key itself, so it goes to a terminal and nowhere else.',
    )
    const { current } = await checkKey(readConfig({ env: console.env, cwd: console.cwd }), console.env)
    terminal.tell(
      [
        '',
        `Root key ${current.id} of a Postern desk. Whoever has this and a copy of the data can read every report.`,
        '',
        ...keySheet(current).map((line) => `    ${line}`),
        '',
        'O is written 0, I and L are written 1. Capitals or not makes no difference.',
        'Now clear the screen, and check the paper: postern key check --typed',
        '',
        '',
      ].join('\n'),
    )
    return 0
  },
}

const secondPerson = `
Where the desk has several leads, the first run asks for it and every member is told. A lead agrees under "Two persons" in
the desk, with a passkey, or a day passes in which anybody on the team may stop it; then run the same again.`

/** The exit code where somebody else has a say and has not said it yet. */
async function waitsForConsent(
  { rootKey, config }: House,
  to: string,
  given: Given,
  console: Console,
): Promise<ExitCode | null> {
  const consent = await rootKey.consent(to, textValue(given, 'reason') ?? 'No reason was given.')
  if (isRefusal(consent)) throw new Refused(consent.text)
  if (consent.given) return null
  const from = new Date(consent.from).toISOString()
  if (given.json) printJson(console, { waits: true, request: consent.request, from })
  else
    console.err(
      `${consent.asked === 'now' ? 'Asked for; every member is told.' : 'This waits for a second person.'} A lead agrees at ${config.url}/desk/two-person, or it counts from ${from} on. Then run this again. Nothing was changed.\n`,
    )
  return 1
}

export const keyRotate: CliCommand = {
  usage: 'key rotate [--reason TEXT]',
  summary: 'Wrap every key of the desk with a new root key',
  help: `
Makes a new root key, puts it at the end of the key file, and wraps every other key with it. Reports, receipts, addresses
and signing keys stay what they are. It runs beside the desk, may be stopped at any moment, and goes on where it stopped.
Where the root key comes from POSTERN_KEY or a command, put the new line there first ("postern key create --print"),
restart every node, and run this.

The old key stays in the file: backups made until now need it. "postern key retire" takes it away.
${secondPerson}`,
  options: { reason: { type: 'string' } },
  run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    return withDesk(console, async (desk) => {
      const { rootKey } = desk
      const waits = await waitsForConsent(desk, 'rotate', given, console)
      if (waits !== null) return waits
      const rotated = await rootKey.rotate(() => undefined)
      if (given.json) printJson(console, rotated)
      else
        console.out(
          [
            `The root key ${rotated.root} now wraps every key of this desk; ${rotated.rewrapped} were wrapped anew.`,
            ...rotated.idle.map((id) => `The root key ${id} wraps nothing any more. Backups made until now need it.`),
            'Make a new paper copy: postern key sheet',
            '',
          ].join('\n'),
        )
      return 0
    })
  },
}

export const keyRetire: CliCommand = {
  usage: 'key retire [ID] [--reason TEXT]',
  summary: 'Take an old root key away for good, once nothing needs it',
  help: `
Without an ID it lists the root keys, and how many keys each one wraps. With one it takes that key out of the store's
list, which only goes where it wraps nothing, and then out of the key file. A backup made while it was in use can then be
opened only with a copy of it: keep the old paper for as long as you keep such backups.
${secondPerson}`,
  options: { reason: { type: 'string' } },
  run(given, console) {
    const [id, ...more] = given.words
    if (more.length > 0) throw new Usage('one key at a time')
    return withDesk(console, async (desk) => {
      const { rootKey } = desk
      if (id === undefined) {
        const use = await rootKey.use()
        if (given.json) printJson(console, { keys: use })
        else
          for (const { id: root, wraps, newest, here } of use)
            console.out(`${root}  wraps ${wraps} keys${newest ? ', the newest' : ''}${here ? '' : ', IS MISSING'}\n`)
        return use.every(({ here }) => here) ? 0 : 1
      }
      // Nobody is asked for what cannot be done anyway.
      const idle = (await rootKey.use()).some((one) => one.id === id && one.wraps === 0 && !one.newest)
      const waits = idle ? await waitsForConsent(desk, id, given, console) : null
      if (waits !== null) return waits
      await rootKey.retire(id)
      if (given.json) printJson(console, { retired: id })
      else
        console.out(
          `The root key ${id} is gone from this desk. Backups made while it was in use open only with a copy of it.\n`,
        )
      return 0
    })
  },
}
