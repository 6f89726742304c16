import { type AdvisoryDocument, type PublicAdvisory, reveal } from '../advisory/advisory.ts'
import { creditList } from '../advisory/credits.ts'
import { type AdvisoryRecord, advisoryPage, advisoryRevisions } from '../store/advisory-rows.ts'
import type { Naming } from './desk.ts'
import type { Means } from './means.ts'
import { naming, readPerson } from './person.ts'

/** What readers see. The documents name people by id; the names are put in here, as long as their keys exist. */
export async function publicAdvisory(means: Means, id: string, revision?: number): Promise<PublicAdvisory | undefined> {
  if (!/^[A-Z][A-Z0-9]{1,15}-[0-9]{4}-[0-9]{4,9}$/.test(id)) return undefined
  const records = await means.store.read(advisoryRevisions(id))
  const shown = revision === undefined ? records.at(-1) : records.find((record) => record.revision === revision)
  return shown === undefined ? undefined : shownAs(means, shown, records)
}

export async function publicAdvisories(
  means: Means,
  after?: string,
): Promise<{ items: readonly PublicAdvisory[]; next: string | null }> {
  const limit = means.limits.pageSize
  const cursor = /^([0-9]{1,16})\.([A-Z0-9-]{1,40})$/.exec(after ?? '')
  const records = await means.store.read(
    advisoryPage(limit + 1, cursor === null ? undefined : { at: Number(cursor[1]), id: cursor[2] ?? '' }),
  )
  const page = records.slice(0, limit)
  const last = page.at(-1)
  const items = await Promise.all(
    page.map(async (record) => shownAs(means, record, await means.store.read(advisoryRevisions(record.id)))),
  )
  return { items, next: records.length > limit && last !== undefined ? `${last.published_at}.${last.id}` : null }
}

/** Everybody who wished to be named, with the advisories that name them. */
export async function publicCredits(means: Means): Promise<ReturnType<typeof creditList>> {
  const all: PublicAdvisory[] = []
  for (let next: string | null | undefined; next !== null; ) {
    const page: Awaited<ReturnType<typeof publicAdvisories>> = await publicAdvisories(means, next ?? undefined)
    all.push(...page.items)
    next = page.next
  }
  return creditList(all)
}

async function shownAs(means: Means, record: AdvisoryRecord, all: readonly AdvisoryRecord[]): Promise<PublicAdvisory> {
  const document = JSON.parse(record.body) as AdvisoryDocument
  const history = all.map((each) => ({
    revision: each.revision,
    at: each.updated_at,
    extent: (JSON.parse(each.body) as AdvisoryDocument).extent,
  }))
  // Only the newest revision still promises more.
  const detailsBy = record.newest === 1 ? document.detailsBy : null
  return reveal({ ...document, detailsBy }, await namesOf(means, document), history)
}

/** Name and link for each credit, in the form that the document points at; nothing where the key is gone. */
export async function namesOf(
  means: Means,
  document: AdvisoryDocument,
): Promise<Map<string, { name: string; url: string | null } | null>> {
  const named = await Promise.all(
    document.credits.map(async (credit) => {
      const given: Naming | null = naming(await readPerson(means.store, means.keys, credit.person), credit.naming)
      return [credit.person, given === null ? null : { name: given.name, url: given.url ?? null }] as const
    }),
  )
  return new Map(named)
}
