import type { Side } from './allowed.ts'
import type { Case } from './case.ts'
import type { CommandOf, CommandType } from './command.ts'
import type { Context } from './context.ts'
import type { CaseEvent, Deadlines } from './event.ts'
import type { Actor } from './ids.ts'
import type { Refusal } from './refusal.ts'

/** What a decision looks at. The table in `allowed.ts` has already said yes; what is left depends on the command's own words. */
export interface Deciding {
  readonly state: Case
  readonly actor: Actor
  readonly ctx: Context
  /** Whose word it is. */
  readonly side: Side
}

export type Outcome = readonly CaseEvent[] | Refusal

export type Handlers<T extends CommandType = Exclude<CommandType, 'ReceiveReport'>> = {
  readonly [K in T]: (command: CommandOf<K>, deciding: Deciding) => Outcome
}

/** The deadlines of a fact, where it has any. */
export const due = (...deadlines: readonly Deadlines[]): { deadlines?: Deadlines } => {
  const all: Deadlines = Object.assign({}, ...deadlines)
  return Object.keys(all).length === 0 ? {} : { deadlines: all }
}

/** Who spoke where, for a statement that a member enters for a reporter. */
export const behalf = <B>(command: { readonly onBehalf?: B }): { onBehalf?: B } =>
  command.onBehalf === undefined ? {} : { onBehalf: command.onBehalf }
