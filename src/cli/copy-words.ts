import type { Console } from './command.ts'

/** How far a copy is, on the terminal. */
export function progressOn(console: Console, json: boolean): (done: Done) => void {
  const say = nowAndThen(console, json)
  return (done) => say(() => amount(done))
}

/** The same for a file of lines. */
export function linesOn(console: Console, json: boolean): (lines: number) => void {
  const say = nowAndThen(console, json)
  return (lines) => {
    if (lines % 1_000 === 0) say(() => counted(lines, 'line'))
  }
}

/** How much of it is done, 0 to 1. */
export function shareOn(console: Console, json: boolean): (share: number) => void {
  const say = nowAndThen(console, json)
  return (share) => say(() => `${Math.floor(share * 100)} %`)
}

/** A line every few seconds, and nothing where a program reads. */
function nowAndThen(console: Console, json: boolean): (words: () => string) => void {
  let last = performance.now()
  return (words) => {
    if (json || performance.now() - last < 3_000) return
    last = performance.now()
    console.err(`${words()} …\n`)
  }
}

interface Done {
  readonly rows: number
  readonly files: number
  readonly bytes: number
}

export const amount = ({ rows, files, bytes }: Done): string =>
  `${counted(rows, 'row')}, ${counted(files, 'file')} (${size(bytes)})`

const counted = (n: number, what: string): string => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`

export function size(bytes: number): string {
  const [length, unit] = units.find(([one]) => bytes >= one) ?? [1, 'bytes']
  return `${Math.round((bytes / length) * 10) / 10} ${unit}`
}

const units: readonly (readonly [number, string])[] = [
  [1_073_741_824, 'GiB'],
  [1_048_576, 'MiB'],
  [1_024, 'KiB'],
]

export const lacking = (missing: number): string =>
  missing === 0
    ? ''
    : `${counted(missing, 'file')} of cases ${missing === 1 ? 'was' : 'were'} not there, or not whole, to be copied: the desk itself lacks them. Look for them in an older backup.\n`

export const mended = (files: number): string =>
  files === 0
    ? ''
    : `${counted(files, 'file')} in the folder ${files === 1 ? 'was' : 'were'} damaged and ${files === 1 ? 'is' : 'are'} whole again. Look at that disk.\n`
