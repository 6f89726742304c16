import type { DeclineReason } from '../case/event.ts'
import type { CaseNumber, Millis } from '../case/ids.ts'
import { type CaseFile, readCase } from './case-file.ts'
import type { MemberActor } from './desk.ts'
import type { Means } from './means.ts'
import { readPerson } from './person.ts'
import type { Search } from './search.ts'
import { namedCase, sightOf } from './sight.ts'

/** What came before from whoever gave this mail address. An address is a claim, not an identity, and is shown as one. */
export interface History {
  readonly earlier: readonly {
    readonly number: CaseNumber
    readonly title: string
    readonly receivedAt: Millis
    readonly outcome: 'open' | 'published' | 'withdrawn' | DeclineReason
  }[]
}

/** No more than these are looked at. */
export const most = 20

/** `null` for whoever gave no address: nobody is recognised who did not want to be. */
export async function reporterHistory(
  means: Means,
  search: Search,
  viewer: MemberActor,
  { case: of }: CaseFile,
): Promise<History | null> {
  const address = await addressOf(means, of.reporter)
  if (address === null) return null
  const { items } = await search.find(address, await sightOf(means).keptFrom(viewer), viewer)
  const cases = await Promise.all(
    items
      .filter(({ number }) => number !== of.number)
      .slice(0, most)
      .map(async ({ number }) => {
        const stream = await namedCase(means, viewer, number)
        const file = stream === undefined ? undefined : await readCase(means.store, means.keys, stream)
        // The words of an address may stand in anybody's text; only the address itself counts.
        return file !== undefined && (await addressOf(means, file.case.reporter)) === address ? [file.case] : []
      }),
  )
  return {
    earlier: cases
      .flat()
      .toSorted((a, b) => b.receivedAt - a.receivedAt)
      .map(({ number, report, receivedAt, declined, withdrawnAt, published }) => ({
        number,
        title: report.title,
        receivedAt,
        outcome:
          published.length > 0
            ? 'published'
            : (declined?.reason ?? (withdrawnAt === null ? ('open' as const) : ('withdrawn' as const))),
      })),
  }
}

async function addressOf(means: Means, person: string | null): Promise<string | null> {
  const email = person === null ? null : (await readPerson(means.store, means.keys, person)).email
  const plain = email?.trim().toLowerCase() ?? ''
  return plain === '' ? null : plain
}
