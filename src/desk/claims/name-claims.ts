import type { Claim } from './claim.ts'
import { shownName } from './clone.ts'
import type { Git } from './git.ts'
import { claim, inTurn, type Look, placesOf } from './look.ts'
import { ending } from './tree.ts'
import { newerThanClone } from './version-claims.ts'

const mostNames = 20

export async function nameClaims(look: Look): Promise<readonly Claim[]> {
  const placed = new Map(look.mentions.placed.map(({ name, file }) => [name, file]))
  const names = [...new Set([...placed.keys(), ...look.mentions.functions])]
    .filter((name) => !foreign(name) && partsOf(name).every((part) => /^[\w$]{3,100}$/.test(part)))
    .slice(0, mostNames)
  const parts = [...new Set(names.flatMap(partsOf))]
  if (parts.length === 0) return []
  const seen = await inTurn(look.states, (state) => occurrences(look.git, state.commit, parts))
  return names.flatMap((name) => nameClaim(look, name, placed.get(name), seen) ?? [])
}

/** `rand.Seed`, `document.cookie` and `JSON.parse` belong to a language or a library, and are nobody's claim. */
const foreign = (name: string): boolean => /^(?:[a-z$_][\w$]*|[A-Z]+)\./.test(name) && !name.includes('::')

const partsOf = (name: string): readonly string[] => name.split(/::|->|[.#/]/).filter((part) => part.length > 2)

/** Where each name stands, first places only. */
interface Seen {
  readonly places: ReadonlyMap<string, readonly string[]>
  /** Everything was read. */
  readonly all: boolean
}

const grep = '-I -i -F -o -z --full-name --no-color --no-textconv --max-count=20 --threads=1'.split(' ')
const grepBytes = 4 * 1_024 * 1_024
const placesKept = 10

/** In any case and as a part of longer names too: only what is in none of them is said not to be there. */
async function occurrences(git: Git, commit: string, parts: readonly string[]): Promise<Seen> {
  const wanted = parts.flatMap((part) => ['-e', part])
  const found = await git.run(['grep', ...grep, ...wanted, commit, '--'], { bytes: grepBytes })
  const places = new Map<string, string[]>()
  for (const line of found?.text.split('\n') ?? []) {
    const [path, match = ''] = line.slice(commit.length + 1).split('\0')
    if (path === undefined || match === '') continue
    const at = places.get(match.toLowerCase()) ?? []
    if (at.length < placesKept && !at.includes(path)) at.push(path)
    places.set(match.toLowerCase(), at)
  }
  return { places, all: found !== undefined && !found.cut }
}

function nameClaim(look: Look, name: string, file: string | undefined, seen: readonly Seen[]): Claim | undefined {
  const parts = partsOf(name)
  const missing = parts.find((part) => !seen.some(({ places }) => places.has(part.toLowerCase())))
  if (missing === undefined) return presentName(name, parts.at(-1) ?? name, file, seen)
  const open = (why: string): Claim => claim('name', name, 'cannot-tell', why)
  if (!seen.every(({ all }) => all)) return open(`Not all of the code could be looked through for ${missing}.`)
  const absent = `${missing} is nowhere in ${placesOf(look)}.`
  // A name alone may be a library's, and the short ones nearly always are.
  if (file === undefined)
    return /[a-z\d][A-Z].*[a-z\d][A-Z]/.test(name) ? open(`${absent} It may belong to a library.`) : undefined
  if (newerThanClone(look)) return open(`${absent} The report names a version that is newer than this clone.`)
  const trees = look.states.map(({ tree }) => tree)
  if (trees.some((tree) => tree?.hidden(file)) || !trees.some((tree) => tree?.endings.has(ending(file))))
    return open(absent)
  return claim(
    'name',
    name,
    'not-there',
    `The report puts ${missing} into ${file}, and it is nowhere in ${placesOf(look)}.`,
  )
}

function presentName(name: string, last: string, file: string | undefined, seen: readonly Seen[]): Claim {
  const at = seen.flatMap(({ places }) => places.get(last.toLowerCase()) ?? [])
  const inFile = (path: string): boolean => `/${path}`.toLowerCase().endsWith(`/${file?.toLowerCase()}`)
  const elsewhere = file !== undefined && at.length < placesKept && !at.some(inFile)
  const where = [...new Set(at)].slice(0, 3).map(shownName).join(', ')
  return claim('name', name, 'found', `${name} is in ${where}${elsewhere ? `, and was not seen in ${file}` : ''}.`)
}
