import { SHEET_LINES, typedKey, typedLine } from '../desk/key-sheet.ts'
import { type Console, Refused, type Terminal } from './command.ts'

/** Reads a key sheet from the keyboard, without showing it. A line that does not fit is asked for again. */
export async function typedSheet(console: Console): Promise<NonNullable<ReturnType<typeof typedKey>>> {
  const terminal = onTerminal(console, 'The key is typed at a terminal.')
  terminal.tell(`Type the ${SHEET_LINES} lines of the sheet. Nothing you type is shown.\n`)
  const lines: string[] = []
  while (lines.length < SHEET_LINES) {
    const number = lines.length + 1
    const line = typedLine(number, await terminal.hidden(`Line ${number}: `))
    if (line === undefined) terminal.tell(`Line ${number} does not fit its check signs. Type this line again.\n`)
    else lines.push(line)
  }
  const key = typedKey(lines)
  if (key === undefined)
    throw new Refused('Each line fits, and together they are no key: is one of them from another sheet?')
  return key
}

export function onTerminal(console: Console, why: string): Terminal {
  if (console.terminal === null)
    throw new Refused(`${why} Here is none: run this by hand, without a pipe or a file behind it.`)
  return console.terminal
}
