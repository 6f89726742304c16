import type { Millis } from '../case/ids.ts'
import { findMeta, putMeta } from '../store/meta-rows.ts'
import type { Means } from './means.ts'

/** When and under which address this desk began: what must never change with its address is made from these two. */
export interface Begun {
  readonly at: Millis
  readonly origin: string
}

export async function whenBegun(means: Means): Promise<Begun> {
  const [row] = await means.store.read(findMeta('begun'))
  if (row !== undefined) {
    const [at = '0', origin = means.origin] = row.value.split(' ')
    return { at: Number(at), origin }
  }
  const begun = { at: means.clock.now(), origin: means.origin }
  const written = await means.store.write([putMeta('begun', `${begun.at} ${begun.origin}`)])
  return written.result === 'committed' ? begun : whenBegun(means)
}
