import type { Command } from '../case/command.ts'
import type { Actor, MemberId } from '../case/ids.ts'
import { type Refusal, refuse } from '../case/refusal.ts'
import { findReceipt } from '../store/receipt-rows.ts'
import { receiptTag } from './intake.ts'
import type { Means } from './means.ts'
import { isCodeWord } from './receipt-code.ts'

/** Ends what the team gave out and this text gives away; says how many that were. */
export type EndSpilled = (text: string, by: MemberId | null) => Promise<number>

/**
 * Nobody sends what opens a door here: a session cookie in a pasted request, a token in a log, a receipt code. A cookie
 * in a comment once let a stranger read every report of another desk.
 */
export async function spilled(means: Means, end: EndSpilled, actor: Actor, command: Command): Promise<Refusal | null> {
  if (actor.as === 'desk') return null
  const text = wordsOf(command).join('\n')
  if (text === '') return null
  const ended = await end(text, actor.as === 'member' ? actor.member : null)
  return ended > 0 || (await holdsReceipt(means, text)) ? refuse('secret-in-text') : null
}

/** Everything that was typed, wherever in the command it lies. What is too short holds no secret. */
function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.length < shortest ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => (name === 'id' ? [] : wordsOf(inner)))
}
const shortest = 39

async function holdsReceipt(means: Means, text: string): Promise<boolean> {
  for (const code of codesIn(text).slice(0, 50)) {
    const [row] = await means.store.read(findReceipt(receiptTag(means, code)))
    if (row !== undefined && row.state === 'active' && row.expires_at > means.clock.now()) return true
  }
  return false
}

/** Ten words of the list, one after the other. In sentences ten of them never follow each other. */
function codesIn(text: string): readonly string[] {
  const codes: string[] = []
  let run: string[] = []
  for (const [word] of text.matchAll(/\p{L}+|[^\p{L}\s\p{Pd}_]/gu)) {
    run = isCodeWord(word.toLowerCase()) ? [...run.slice(-9), word] : []
    if (run.length === 10) codes.push(run.join('-'))
  }
  return codes
}
