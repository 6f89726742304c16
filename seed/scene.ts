import type { Stage } from '../src/case/case.ts'
import type { CommandOf, CommandType } from '../src/case/command.ts'
import type { Door, FileRef } from '../src/case/event.ts'
import type { Form, Naming } from '../src/desk/desk.ts'
import type { Reporter, TeamName } from './cast.ts'

/** A case as a story: what happened, how many days before today, and where it stands when the story is told. */
export interface SeedCase {
  readonly name: string
  /** What it is here to show, in a few words for whoever looks around. */
  readonly shows: string
  readonly stage: Stage
  readonly scenes: readonly Scene[]
}

export type Scene = readonly [daysAgo: number, play: (on: Stagehand) => Promise<unknown>]

/** A command as a person would say it; its id and what has a default are filled in. */
export type Words = {
  [T in CommandType]: { readonly type: T } & Partial<Omit<CommandOf<T>, 'type' | 'id'>>
}[CommandType]

/** Whoever plays a scene does it through the desk, as anybody else would. A refusal stops the story. */
export interface Stagehand extends Readonly<Record<TeamName, (words: Words, naming?: Naming) => Promise<void>>> {
  /** Sends the report, with files by name, and keeps the receipt. */
  arrives(from: Reporter, form: Form, files?: Readonly<Record<string, string>>): Promise<void>
  /** A member enters what came another way. */
  entered(
    by: TeamName,
    entry: {
      readonly form: Form
      readonly door: Door
      readonly from: string
      readonly daysBefore: number
      readonly foundByTeam?: boolean
    },
  ): Promise<void>
  reporter(words: Words, naming?: Naming): Promise<void>
  file(name: string, text: string): Promise<FileRef>
  /** Another case of the story, as a command names it. */
  caseNamed(name: string): string
  memberId(name: TeamName): string
  /** The machine's clock is set forward by hand. */
  clockJumps(milliseconds: number): Promise<void>
  /** The time of a moment so many days before today; negative for days to come. */
  daysAgo(days: number): number
}
