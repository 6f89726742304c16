import type { ParseArgsConfig } from 'node:util'

/** What a command may use of the world around it. Tests hand in their own. */
export interface Console {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  out(text: string): void
  err(text: string): void
  /** Everything that was piped in. */
  stdin(): Promise<string>
  /** Where somebody sits at a keyboard and a screen; `null` in a script. */
  readonly terminal: Terminal | null
}

/** For what must not end in a pipe, a file or a log. */
export interface Terminal {
  tell(text: string): void
  /** One line that is typed without being shown. */
  hidden(prompt: string): Promise<string>
}

/** 0 done, 1 refused or found wrong, 2 usage. */
export type ExitCode = 0 | 1 | 2

export interface CliCommand {
  /** `member add NAME` */
  readonly usage: string
  /** One line for the list. */
  readonly summary: string
  /** What one needs to know to use it, with an example. */
  readonly help: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  run(given: Given, console: Console): Promise<ExitCode>
}

export interface Given {
  readonly words: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
  readonly json: boolean
}

/** The command was used in a way it does not know: exit code 2, with its usage. */
export class Usage extends Error {}

/** It was refused, or what was looked at is wrong: exit code 1, with a sentence. */
export class Refused extends Error {}

export function textValue(given: Given, name: string): string | undefined {
  const value = given.values[name]
  return typeof value === 'string' ? value : undefined
}

export function neededValue(given: Given, name: string): string {
  const value = textValue(given, name)
  if (value === undefined || value.trim() === '') throw new Usage(`--${name} is needed`)
  return value
}
