import { makeLeaf } from '../store/audit.ts'
import { dropWaysIn, personsOf } from '../store/erase-rows.ts'
import type { OverRecord } from '../store/inbox-rows.ts'
import type { Write } from '../store/store.ts'
import { withoutFacts } from '../store/without-facts.ts'
import { isRefusal } from '../team/refusal.ts'
import { readCase } from './case-file.ts'
import { eraseCase, peopleOutside } from './erase.ts'
import { forgottenNow } from './forgetting.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'
import { forgetPerson, onlyCredit } from './person.ts'

/** What an operator lets go by itself, `days` after a case that is over was touched last. */
export interface Rule {
  readonly name: RuleName
  readonly days: number
  /** Whether there is something of this case to take. */
  concerns(row: OverRecord): Promise<boolean>
  take(row: OverRecord): Promise<void>
  /** The beginning of a sentence that goes on with the day. */
  says(cases: number): string
}

export const ruleNames = ['junk', 'closed', 'contact', 'receipts'] as const
export type RuleName = (typeof ruleNames)[number]
export type Keeping = { readonly [name in RuleName]?: number | undefined }

export function rulesOf(means: Means, keeping: Keeping): readonly Rule[] {
  const erase = async ({ number }: OverRecord): Promise<void> => {
    const done = await eraseCase(means, { number, by: null, request: null })
    means.note('retention', { erased: !isRefusal(done) })
  }
  const all: readonly Omit<Rule, 'days'>[] = [
    {
      name: 'junk',
      concerns: (row) => isJunk(means, row),
      take: erase,
      says: (n) => `${n === 1 ? 'One case that was' : `${n} cases that were`} declined as junk will be erased`,
    },
    {
      name: 'closed',
      concerns: async () => true,
      take: erase,
      says: (n) => `${n === 1 ? 'One case that is over' : `${n} cases that are over`} will be erased`,
    },
    {
      name: 'contact',
      concerns: async (row) => (await contactOf(means, row)).length > 0,
      take: (row) => dropContact(means, row),
      says: (n) => `What names the people outside of ${over(n)} will be dropped`,
    },
    {
      name: 'receipts',
      concerns: async ({ stream }) => (await means.store.read(personsOf(stream))).length > 0,
      take: (row) => endReceipts(means, row),
      says: (n) => `Receipt codes of ${over(n)} will open nothing any more`,
    },
  ]
  return all.flatMap((rule) => {
    const days = keeping[rule.name]
    return days === undefined ? [] : { ...rule, days }
  })
}

const over = (n: number): string => (n === 1 ? 'one case that is over' : `${n} cases that are over`)

async function isJunk({ store, keys }: Means, { stream, stage }: OverRecord): Promise<boolean> {
  if (stage !== 'declined') return false
  const file = await readCase(store, keys, stream).catch(() => undefined)
  return file?.case.declined?.reason === 'junk'
}

/** The writes for everybody outside of whom more is known than this desk keeps. */
async function contactOf(
  means: Means,
  row: Pick<OverRecord, 'stream'>,
): Promise<readonly { person: string; writes: readonly Write[] }[]> {
  const { store, keys } = means
  const file = await readCase(store, keys, row.stream).catch(() => undefined)
  const { named, others } = await peopleOutside(means, row, file)
  const found: { person: string; writes: readonly Write[] }[] = []
  for (const person of named) found.push({ person, writes: await onlyCredit(means, person) })
  for (const person of others)
    if ((await keys.find('person', person)) !== undefined) found.push({ person, writes: forgetPerson(keys, person) })
  return found.filter(({ writes }) => writes.length > 0)
}

async function dropContact(means: Means, row: OverRecord): Promise<void> {
  const found = await contactOf(means, row)
  await written(
    means,
    row,
    'contact-dropped',
    found.flatMap(({ writes }) => writes),
  )
  for (const { person } of found) means.keys.forget('person', person)
  await forgottenNow(means)
  means.note('retention', { contacts: found.length })
}

async function endReceipts(means: Means, row: OverRecord): Promise<void> {
  await written(means, row, 'receipts-ended', dropWaysIn(row.stream))
  means.note('retention', { receipts: true })
}

/** An entry of the audit log and no fact of the case: it stays as it was when it was touched last. */
async function written(means: Means, { stream }: OverRecord, act: string, rows: readonly Write[]): Promise<void> {
  const key = await means.keys.find('case', stream)
  if (key === undefined) return
  const leaf = { id: freshId(means.random), at: means.clock.now(), actor: 'desk', act, stream }
  const audit = [makeLeaf(key, leaf, act)]
  await means.store.append(withoutFacts(stream, { rows, audit }))
}
