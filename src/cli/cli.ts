#!/usr/bin/env node
import { realpathSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { refusesToStart } from '../main.ts'
import { type CliCommand, type Console, type ExitCode, Refused, Usage } from './command.ts'
import { commandTable } from './table.ts'
import { terminalOf } from './terminal.ts'
import { notUnderstood, unknownCommand } from './unknown.ts'

/** `postern …`: exit codes 0 done, 1 refused or found wrong, 2 usage. */
export async function cli(words: readonly string[], console: Console): Promise<ExitCode> {
  const found = find(words)
  if (words.length === 0 || ['help', '--help', '-h'].includes(words[0] ?? '')) return overview(console)
  if (found === undefined && isGroup(words[0]) && words.slice(1).every(asksForHelp)) return groupHelp(words, console)
  if (found === undefined) {
    console.err(
      unknownCommand(
        words.filter((word) => !asksForHelp(word)),
        [...commandTable].map(([name]) => name),
      ),
    )
    return 2
  }
  const [name, command] = found
  const rest = words.slice(name.split(' ').length)
  if (rest.some(asksForHelp)) {
    console.out(`postern ${command.usage}\n\n${command.help.trim()}\n`)
    return 0
  }
  try {
    const { values, positionals } = read(command, rest)
    return await command.run({ words: positionals, values, json: values.json === true }, console)
  } catch (error) {
    return explain(error, name, command, console)
  }
}

const find = (words: readonly string[]): readonly [string, CliCommand] | undefined =>
  [...commandTable]
    .sort(([a], [b]) => b.length - a.length)
    .find(([name]) => name.split(' ').every((part, at) => words[at] === part))

const isGroup = (word: string | undefined): boolean =>
  commandTable.some(([name]) => word !== undefined && name.startsWith(`${word} `))

const asksForHelp = (word: string): boolean => word === '--help' || word === '-h'

/** `postern member`: what there is under this word. */
function groupHelp([word = '', ...more]: readonly string[], console: Console): ExitCode {
  const lines = commandTable
    .filter(([name]) => name.startsWith(`${word} `))
    .map(([, { usage, summary }]) => `  postern ${usage}\n      ${summary}\n`)
  if (more.length > 0) console.out(lines.join(''))
  else console.err(lines.join(''))
  return more.length > 0 ? 0 : 2
}

function read(command: CliCommand, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...command.options, json: { type: 'boolean' } },
    })
  } catch (error) {
    throw new Usage(notUnderstood(error, command))
  }
}

function explain(error: unknown, name: string, command: CliCommand, console: Console): ExitCode {
  if (error instanceof Usage) {
    console.err(`${error.message}\nUsage: postern ${command.usage}\nMore: postern ${name} --help\n`)
    return 2
  }
  if (error instanceof Refused || refusesToStart(error)) {
    console.err(`${error.message}\n`)
    return 1
  }
  // A folder that may not be written, a file that is not there: one line, and where.
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    const where = 'path' in error && typeof error.path === 'string' ? ` (${error.path})` : ''
    console.err(`${worldly[error.code] ?? error.message}${where}\n`)
    return 1
  }
  throw error
}

const worldly: Readonly<Record<string, string>> = {
  EACCES:
    'This user may not open something that the desk needs. Check the rights of the data folder, and of the folder of the key.',
  ENOENT: 'There is no such file or folder. Is the path right?',
  EEXIST: 'Something lies there under this name already. Give another name; nothing was changed.',
  EISDIR: 'A folder was given where a file is wanted.',
  ENOTDIR: 'A file was given where a folder is wanted, or lies on the way to it.',
  EROFS: 'Nothing can be written there: that disk is read-only.',
  ENOSPC: 'The disk is full. Make room and try again; nothing was lost.',
  full: 'The disk is full. Make room and try again; nothing was lost.',
}

function overview(console: Console): ExitCode {
  const width = Math.max(...commandTable.map(([name]) => name.length))
  const lines = commandTable.map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  console.out(
    [
      'Postern: the private side door of a software project.',
      '',
      'Usage: postern COMMAND [OPTIONS]',
      '',
      ...lines,
      '',
      'Every command knows --help, and --json for programs. Exit codes: 0 done, 1 refused or found wrong, 2 usage.',
      '',
    ].join('\n'),
  )
  return 0
}

/** Run by its name, also through the link that npm makes; imported, it does nothing. */
if (process.argv[1] !== undefined && import.meta.filename === realpathSync(process.argv[1])) {
  process.umask(0o077)
  void cli(process.argv.slice(2), {
    env: process.env,
    cwd: process.cwd(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    stdin: everythingPiped,
    terminal: terminalOf(process.stdin, process.stdout),
  }).then((code) => {
    // A start that failed half way must not stay as a process that does nothing: a supervisor would take it for a desk.
    process.exit(code)
  })
}

async function everythingPiped(): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
