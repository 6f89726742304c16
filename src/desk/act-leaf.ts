import { makeLeaf } from '../store/audit.ts'
import type { Write } from '../store/store.ts'
import { withoutFacts } from '../store/without-facts.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'

/** What a member does to the post itself changes no case, and stands in the audit log all the same. */
export type PostAct =
  | 'news-tried-again'
  | 'news-let-go'
  | 'row-released'
  | 'row-dropped'
  | 'rows-dropped'
  | 'desk-released'

/** Rows and their leaf in one append. False where one of the rows was not as it was shown. */
export async function withLeaf(
  means: Means,
  by: { readonly actor: string; readonly act: PostAct; readonly stream: string },
  rows: readonly Write[],
): Promise<boolean> {
  const own = by.stream === 'desk' ? undefined : await means.keys.find('case', by.stream)
  // Of a case that was erased there is no key left to commit with.
  const [stream, key] = own === undefined ? ['desk', await means.keys.desk()] : [by.stream, own]
  const leaf = { id: freshId(means.random), at: means.clock.now(), actor: by.actor, act: by.act, stream }
  const audit = [makeLeaf(key, leaf, by.act)]
  const written = await means.store.append(withoutFacts(stream, { rows, audit }))
  return written.result === 'committed'
}
