import { z } from 'zod'
import type { Case } from '../case/case.ts'
import { bodies, type CaseEvent, codeOf, latestVersion, type Recorded } from '../case/event.ts'
import { evolve } from '../case/evolve.ts'
import type { CaseId, Millis } from '../case/ids.ts'
import { upcast } from '../case/upcast.ts'
import type { DataKey, Keys } from '../store/keys.ts'
import { openJson, type Place, sealJson } from '../store/seal.ts'
import type { SealedEvent, Store, StoredEvent } from '../store/store.ts'
import { freshId } from './fresh.ts'

/** One case as it lies in the store, opened and folded. */
export interface CaseFile {
  readonly stream: CaseId
  readonly key: DataKey
  readonly case: Case
}

const sealedBody = z.looseObject({ type: z.string() })

/** `undefined` where there is no such case, or where its key was destroyed. */
export async function readCase(store: Store, keys: Keys, stream: CaseId): Promise<CaseFile | undefined> {
  const key = await keys.find('case', stream)
  if (key === undefined) return undefined
  const folded = (await store.events(stream)).reduce<Case | null>(
    (so, stored) => evolve(so, openEvent(key, stored)),
    null,
  )
  return folded === null ? undefined : { stream, key, case: folded }
}

export function openEvent(key: DataKey, stored: StoredEvent): Recorded {
  const body = openJson(key, eventPlace(stored), stored.body, sealedBody)
  const { type, ...facts } = body
  return {
    seq: stored.seq,
    id: stored.id,
    at: stored.at,
    actor: stored.actor,
    cause: stored.cause,
    event: upcast(type, stored.v, facts),
  }
}

export interface Written {
  readonly recorded: readonly Recorded[]
  readonly sealed: readonly SealedEvent[]
}

/** Gives new facts their place in the stream, in clear for the fold and sealed for the disk. */
export function writeEvents(
  file: { readonly stream: CaseId; readonly key: DataKey; readonly seq: number },
  events: readonly CaseEvent[],
  by: {
    readonly actor: string
    readonly cause: string
    readonly at: Millis
    readonly random: (bytes: number) => Uint8Array
  },
): Written {
  const recorded = events.map((event, index): Recorded => {
    const { actor, cause, at } = by
    return { seq: file.seq + index + 1, id: freshId(by.random), at, actor, cause, event }
  })
  return { recorded, sealed: recorded.map((fact) => sealEvent(file, fact)) }
}

function sealEvent(file: { readonly stream: CaseId; readonly key: DataKey }, fact: Recorded): SealedEvent {
  wellFormed(fact.event)
  const v = latestVersion[fact.event.type]
  const { id, seq, actor, cause, at } = fact
  const row = { id, v, code: codeOf(fact.event.type), actor, cause, at }
  return { ...row, body: sealJson(file.key, eventPlace({ ...row, stream: file.stream, seq }), fact.event) }
}

/** A fact that nobody could read again would close its case for ever, so it is never written. */
function wellFormed({ type, ...facts }: CaseEvent): void {
  const read = bodies[type].safeParse(facts)
  if (!read.success) throw new Error(`a fact of the kind ${type} is written in its own shape`, { cause: read.error })
}

/** Who did it, when, and after which other fact: in clear beside it, and as true as the fact itself. */
export const eventPlace = ({ id, stream, v, seq, code, actor, cause, at }: Omit<StoredEvent, 'body'>): Place => ({
  at: 'event.body',
  row: id,
  stream,
  v,
  beside: [seq, code, actor, cause, at],
})
