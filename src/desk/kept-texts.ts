import { z } from 'zod'
import type { CaseId, MemberId, Millis } from '../case/ids.ts'
import { endKept, type KeptRecord, keepText, keptOf } from '../store/kept-text-rows.ts'
import { openJson, type Place, sealJson } from '../store/seal.ts'
import type { Means } from './means.ts'

/**
 * What a member typed into a form of a case and has not sent. It waits sealed on the desk, so that a closed lid, an
 * ended session or a step back loses no word. Only this member ever sees it; it goes when the form is sent, when the
 * case is erased, and after some weeks.
 */
export interface KeptTexts {
  keep(of: Typing, fields: Fields): Promise<void>
  /** By the name of the form. */
  of(member: MemberId, stream: CaseId): Promise<ReadonlyMap<string, Kept>>
  /** It was sent, or thrown away. */
  end(of: Typing): Promise<void>
}

export interface Typing {
  readonly member: MemberId
  readonly stream: CaseId
  readonly form: string
  /** The number of the form on its page. */
  readonly once: string
}

type Fields = Readonly<Record<string, string>>

export interface Kept {
  readonly at: Millis
  readonly fields: Fields
}

const fields = z.record(z.string(), z.string())

export function keptTexts(means: Means): KeptTexts {
  const end = async (of: Typing) => void (await means.store.write([endKept(of, means.clock.now())]))
  return {
    end,
    async keep(of, typed) {
      const key = await means.keys.find('case', of.stream)
      if (key === undefined) return
      if (Object.values(typed).every((text) => text.trim() === '')) return end(of)
      await means.store.write([keepText(of, means.clock.now(), sealJson(key, place(of), typed))])
    },
    async of(member, stream) {
      const key = await means.keys.find('case', stream)
      if (key === undefined) return new Map()
      const opened = ({ form, at, body }: KeptRecord): readonly [string, Kept] => [
        form,
        { at, fields: openJson(key, place({ member, stream, form }), body, fields) },
      ]
      return new Map((await means.store.read(keptOf(member, stream))).map(opened))
    },
  }
}

const place = ({ member, stream, form }: Omit<Typing, 'once'>): Place => ({
  at: 'kept_text.body',
  row: `${member}:${form}`,
  stream,
  v: 1,
})
