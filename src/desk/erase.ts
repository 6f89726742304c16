import type { AdvisoryDocument } from '../advisory/advisory.ts'
import type { CaseId, CaseNumber, MemberId, PersonId } from '../case/ids.ts'
import { advisoryRevisions } from '../store/advisory-rows.ts'
import { blobWanted } from '../store/blob-rows.ts'
import { dropTraces, ERASED, erasedRow, filesOf, personsOf, publishedOf } from '../store/erase-rows.ts'
import { caseByNumber, type InboxRecord, moveInboxRow, PRACTICE } from '../store/inbox-rows.ts'
import type { Write } from '../store/store.ts'
import { change } from '../team/desk-log.ts'
import { isRefusal, refuse, type TeamRefusal } from '../team/refusal.ts'
import { agreedErasing } from '../team/two-person.ts'
import { type CaseFile, readCase } from './case-file.ts'
import { forgetSoon, forgottenNow } from './forgetting.ts'
import { aboveOf } from './main-case.ts'
import type { Means } from './means.ts'
import { forgetPerson, onlyCredit } from './person.ts'
import { sightOf } from './sight.ts'

/** What erasing took away, and what had to stay. */
export interface Erased {
  readonly number: CaseNumber
  readonly files: number
  /** Advisories that were made of it. They are public, and stay so, with the credit they give. */
  readonly advisories: readonly string[]
  /** The bytes of the keys are in no file of the store any more; false where that has to wait for a reader. */
  readonly overwritten: boolean
}

export interface EraseAsk {
  readonly number: CaseNumber
  /** `null`: the console, which answers to itself. */
  readonly by: MemberId | null
  /** What two members agreed to; without it only the console erases. */
  readonly request: string | null
}

/**
 * Erases a case by destroying its key (design section 4, point 6). The sealed facts stay where they are, so that the
 * audit log stays whole, and nobody can open them. What stands beside them goes: ways in, files, work to be done, texts
 * that members kept. A damaged case can be erased like any other.
 */
export async function eraseCase(means: Means, ask: EraseAsk): Promise<Erased | TeamRefusal> {
  const { store, keys } = means
  const done = await change<Omit<Erased, 'overwritten'> & Gone>(means, ask.by, async () => {
    const [row] = await store.read(caseByNumber(ask.number))
    if (row === undefined || row.grp === ERASED || !(await sees(means, ask.by, row))) return refuse('no-such-case')
    if (row.grp === PRACTICE) return refuse('practice-case')
    const agreed = await agreement(means, ask)
    if (isRefusal(agreed)) return agreed
    const { stream } = row
    const files = (await store.read(filesOf(stream))).map(({ blob }) => blob)
    const advisories = (await store.read(publishedOf(stream))).map(({ id }) => id)
    const file = await readCase(store, keys, stream).catch(() => undefined)
    const { named, others: persons } = await peopleOutside(means, row, file)
    // A name in a published advisory is there because its owner chose so; all else that is known of them goes.
    const credits = await Promise.all(named.map((one) => onlyCredit(means, one)))
    return {
      events: [...agreed.events, { type: 'CaseErased', case: stream, number: row.number, files: files.length }],
      rows: [
        ...agreed.rows,
        keys.destroy('case', stream),
        ...persons.flatMap((person) => forgetPerson(keys, person)),
        ...credits.flat(),
        ...dropTraces(stream),
        ...moveInboxRow(row, erasedRow(row, means.clock.now())),
        ...forgetSoon(stream),
      ],
      answer: { number: row.number, files: files.length, advisories, stream, persons, blobs: files },
    }
  })
  if (isRefusal(done)) return done
  const { stream, persons, blobs, ...erased } = done
  keys.forget('case', stream)
  for (const person of persons) keys.forget('person', person)
  for (const blob of blobs) await removeUnwanted(means, blob)
  return { ...erased, overwritten: await forgottenNow(means) }
}

const sees = async (means: Means, member: MemberId | null, { stream }: InboxRecord): Promise<boolean> =>
  member === null || sightOf(means).sees({ member }, stream)

interface Gone {
  readonly stream: string
  readonly persons: readonly string[]
  readonly blobs: readonly string[]
}

async function agreement(means: Means, { by, request, number }: EraseAsk) {
  if (by === null) return { events: [], rows: [] as readonly Write[] }
  if (request === null) return refuse('no-such-request')
  return agreedErasing(means, { request, subject: number })
}

/** Everybody outside of whom this case tells: whom an advisory names for it, and the others. */
export async function peopleOutside(
  means: Means,
  row: Pick<InboxRecord, 'stream'>,
  file: CaseFile | undefined,
): Promise<{ readonly named: readonly PersonId[]; readonly others: readonly PersonId[] }> {
  const names = await namedInAdvisories(means, row.stream, file)
  const people = await peopleOf(means, row, file)
  return { named: people.filter((one) => names.has(one)), others: people.filter((one) => !names.has(one)) }
}

/** Whoever has a receipt for it; and of a case that can still be read, its reporter and all who were ever its guests. */
async function peopleOf(
  means: Means,
  { stream }: Pick<InboxRecord, 'stream'>,
  file: CaseFile | undefined,
): Promise<readonly PersonId[]> {
  const known = (await means.store.read(personsOf(stream))).map(({ person }) => person)
  const guests = file?.case.guests.map(({ person }) => person) ?? []
  return [...new Set([...known, file?.case.reporter ?? '', ...guests])].filter((person) => person !== '')
}

/** Whom the advisories name that were made of this case, or of one that it follows. */
async function namedInAdvisories(
  means: Means,
  stream: CaseId,
  file: CaseFile | undefined,
): Promise<ReadonlySet<PersonId>> {
  const above = file === undefined ? undefined : await aboveOf(means, file)
  const line = above === undefined ? [] : [...above.between, above.head]
  // The one at the end may have been erased itself, and is known by what follows it.
  const last = (line.at(-1) ?? file)?.case.declined?.duplicateOf ?? stream
  const streams = [...new Set([stream, last, ...line.map((one) => one.stream)])]
  const ids = await Promise.all(streams.map((one) => means.store.read(publishedOf(one))))
  const revisions = await Promise.all(ids.flat().map(({ id }) => means.store.read(advisoryRevisions(id))))
  const credits = revisions.flat().flatMap(({ body }) => (JSON.parse(body) as AdvisoryDocument).credits)
  return new Set(credits.filter(({ as }) => as === 'named').map(({ person }) => person))
}

/** Their keys are gone with the case. What cannot be taken away right now, the sweeper takes. */
async function removeUnwanted({ store, blobs, note }: Means, blob: string): Promise<void> {
  if ((await store.read(blobWanted(blob))).length > 0) return
  await blobs.remove(blob).catch((error: Error) => note('file-not-removed', { error: error.name }))
}
