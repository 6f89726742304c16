import { mergeNames, type PublicAdvisory, type PublicName } from './advisory.ts'

/** One person or group on the credits page, with the advisories that name them, newest first. */
export interface Credited {
  readonly name: string
  readonly url: string | null
  readonly advisories: readonly string[]
}

/** Everybody named in the newest revision of these advisories, by name. Who wished no name is not here at all. */
export function creditList(advisories: readonly PublicAdvisory[]): readonly Credited[] {
  const newestFirst = advisories.toSorted((a, b) => b.publishedAt - a.publishedAt)
  const all = mergeNames(newestFirst.flatMap(({ credits }) => credits))
  return all
    .map((person) => ({
      ...person,
      advisories: newestFirst
        .filter(({ credits }) => credits.some((credit) => isSame(credit, person, all)))
        .map(({ id }) => id),
    }))
    .toSorted((a, b) => byName.compare(a.name, b.name) || (a.name < b.name ? -1 : 1))
}

/** A credit without a link belongs to the first person of that name. */
const isSame = (credit: PublicName, person: PublicName, all: readonly PublicName[]): boolean =>
  credit.name === person.name &&
  (credit.url === person.url || (!credit.url && all.find(({ name }) => name === credit.name) === person))

/** One fixed collation: the page must not change with the language of the machine. */
const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true })
