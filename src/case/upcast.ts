import { bodies, type CaseEvent, type EventType, latestVersion } from './event.ts'

/** A fact on disk that this version cannot read. Never skipped: a case with a hole in it would decide wrongly. */
export class UnreadableFact extends Error {
  readonly code: 'unknown-kind' | 'newer-version' | 'wrong-shape'
  constructor(code: UnreadableFact['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'UnreadableFact'
    this.code = code
  }
}

/** Reads a fact as it lies on disk, lifting what an older version wrote. Bodies on disk are never rewritten. */
export const upcast = (type: string, v: number, body: unknown): CaseEvent => {
  if (!isEventType(type)) {
    throw new UnreadableFact(
      'unknown-kind',
      `This Postern does not know facts of the kind "${type}". A newer one wrote it: start that one.`,
    )
  }
  if (!Number.isInteger(v) || v < 1 || v > latestVersion[type]) {
    throw new UnreadableFact(
      'newer-version',
      `This Postern reads "${type}" up to version ${latestVersion[type]}, and this one has version ${v}. Start the newer Postern that wrote it.`,
    )
  }
  const parsed = bodies[type].safeParse(lifted(type, v, body))
  if (!parsed.success)
    throw new UnreadableFact('wrong-shape', `A fact of the kind "${type}" does not have its shape.`, {
      cause: parsed.error,
    })
  return { type, ...parsed.data } as CaseEvent
}

const isEventType = (type: string): type is EventType => Object.hasOwn(bodies, type)

/** One step up for each version that was ever written: `lifts.ReportReceived[1]` makes version 2 of version 1. */
const lifts: { readonly [T in EventType]?: Readonly<Record<number, (body: unknown) => unknown>> } = {}

const lifted = (type: EventType, v: number, body: unknown): unknown => {
  let lifting = body
  for (let from = v; from < latestVersion[type]; from++) {
    const lift = lifts[type]?.[from]
    if (lift === undefined) throw new Error(`${type} has a version ${from + 1}, so there is a lift from ${from}`)
    lifting = lift(lifting)
  }
  return lifting
}
