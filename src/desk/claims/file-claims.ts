import type { Claim } from './claim.ts'
import { shownName } from './clone.ts'
import { changesTo, lastToTouch, shortId } from './commits.ts'
import { claim, type Look, placesOf } from './look.ts'
import { ending } from './tree.ts'
import { newerThanClone } from './version-claims.ts'

export async function fileClaim(look: Look, file: string): Promise<Claim> {
  const where = look.states.map((state) => ({ state, paths: state.tree?.meaning(file) ?? [] }))
  const at = where.find(({ paths }) => paths.length > 0)
  if (at === undefined) return absentFile(look, file)
  const path = at.paths[0] ?? ''
  const several = at.paths.length > 1 ? `, and ${at.paths.length - 1} more of that name` : ''
  const places = where.filter(({ paths }) => paths.length > 0).map(({ state }) => state.name)
  const gone = where.find(({ paths, state }) => paths.length === 0 && state.tree?.cut === false)
  const there = `${shownName(path)}${several} is there in ${places.join(' and ')}.`
  return {
    ...claim('file', file, 'found', gone === undefined ? there : `${there} It is not there in ${gone.state.name}.`),
    changes: at.paths.length > 1 ? [] : await changesTo(look, path),
  }
}

/** Only a path that can be nothing but one of this repository's is said not to be there. */
async function absentFile(look: Look, file: string): Promise<Claim> {
  const why = notSure(look, file)
  if (why !== undefined) return claim('file', file, 'cannot-tell', why)
  const absent = `There is no ${file} in ${placesOf(look)}`
  const last = await lastToTouch(look, file)
  if (last === 'unknown' || look.clone.partial)
    // Without the whole history it is certain of the stated release alone.
    return claim('file', file, look.release === null ? 'cannot-tell' : 'not-there', `${absent}.`)
  return last === undefined
    ? claim('file', file, 'not-there', `${absent}, and no commit here ever had one.`)
    : claim(
        'file',
        file,
        'cannot-tell',
        `${absent}. Commit ${shortId(last.commit)} was the last to touch one: ${last.subject}`,
      )
}

function notSure(look: Look, file: string): string | undefined {
  const trees = look.states.map(({ tree }) => tree)
  if (!/^[\w@+~.-]+(\/[\w@+~.-]+)+$/.test(file))
    return `No file here is called ${file}. It may be the reporter's own, or another program's.`
  if (trees.some((tree) => tree === undefined || tree.cut)) return `Not all files could be looked through for ${file}.`
  if (trees.some((tree) => tree?.hidden(file))) return `${file} would lie behind a link or in another repository.`
  if (!trees.some((tree) => tree?.endings.has(ending(file))))
    return `There is no ${file} here, nor any file of that kind. It may be another program's.`
  if (newerThanClone(look))
    return `There is no ${file} in ${placesOf(look)}. The report names a version that is newer than this clone.`
  return undefined
}
