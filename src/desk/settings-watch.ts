import { z } from 'zod'
import { findMeta, setMeta } from '../store/meta-rows.ts'
import { record } from '../team/record.ts'
import type { Means } from './means.ts'

/**
 * Whoever may write postern.yaml may change what the desk promises, whom it tells and where it looks. A start under
 * another file than the last one is a fact of the desk: which settings changed, and never to what. Of the values only
 * keyed tags are kept, so that the database says nothing of them either.
 */
export async function noteSettings(
  means: Means,
  said: readonly (readonly [name: string, value: string])[],
): Promise<readonly string[]> {
  const now = new Map(said.map(([name, value]) => [name, tagOf(means, name, value)]))
  const [row] = await means.store.read(findMeta(kept))
  const before = row === undefined ? undefined : new Map(Object.entries(shape.parse(JSON.parse(row.value))))
  const changed = before === undefined ? [] : differing(before, now)
  const rows = [setMeta(kept, JSON.stringify(Object.fromEntries(now)))]
  if (changed.length === 0) {
    if (before === undefined) await means.store.write(rows)
    return []
  }
  await record(means, null, [{ type: 'SettingsChanged', settings: changed.slice(0, mostNamed) }], rows)
  return changed
}

const kept = 'settings'
/** So many are named one by one; nobody reads more. */
const mostNamed = 100
const shape = z.record(z.string(), z.string())

const tagOf = (means: Means, name: string, value: string): string =>
  means.keys.tag('setting', `${name}\n${value}`).slice(0, 22)

const differing = (before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly string[] =>
  [...new Set([...before.keys(), ...now.keys()])].filter((name) => before.get(name) !== now.get(name)).sort()
