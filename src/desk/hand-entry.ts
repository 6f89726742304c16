import type { CaseId } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { caseByStream } from '../store/inbox-rows.ts'
import { deleteReceipt, findReceipt, insertReceipt } from '../store/receipt-rows.ts'
import { StoreFailure } from '../store/store.ts'
import type { Desk, HandEntry, MemberActor } from './desk.ts'
import { freshSecret } from './fresh.ts'
import { newCase } from './intake.ts'
import type { Means } from './means.ts'
import { isOffer, replacedBy, takenOver } from './receipts.ts'
import { readReport } from './report-form.ts'

/** Reports that arrived elsewhere, or that the team found, entered by a member or at the console. */
export interface HandEntries {
  enter(actor: MemberActor | null, entry: HandEntry): ReturnType<Desk['enterByHand']>
  takeOver(code: string, key?: string): ReturnType<Desk['takeOver']>
}

const handOverDays = 30
const tries = 8

export function handEntry(means: Means, changed: () => void): HandEntries {
  return {
    async enter(actor, entry) {
      const read = readReport({ title: entry.form.title ?? '', ...entry.form }, means.policy.policy, means.clock.now())
      if (!('report' in read)) return { problems: read }
      const named = { ...read, name: read.name ?? (entry.from.trim() === '' ? null : entry.from.trim()) }
      for (let attempt = 0; attempt < tries; attempt++) {
        const made = newCase(means, {
          read: named,
          files: entry.files,
          door: entry.foundByTeam ? 'team' : entry.door,
          actor: actor ?? { as: 'desk' },
          receipt: null,
          foundByTeam: entry.foundByTeam,
          arrivedAt: entry.arrivedAt,
        })
        const handOver = made.person === null ? null : handOverCode(means, actor, entry.key)
        const rows =
          handOver === null || made.person === null ? [] : [handOverRow(means, handOver, made.stream, made.person)]
        const once =
          entry.key === undefined
            ? []
            : [{ scope: 'entry', tag: entryTag(means, actor, entry.key), owner: made.number }]
        const written = await means.store.append({
          ...made.append,
          rows: [...made.append.rows, ...rows],
          uniques: [...made.append.uniques, ...once],
        })
        if (written.result === 'duplicate' && written.scope === 'entry') return { number: written.owner, handOver }
        if (written.result !== 'committed') continue
        means.uploads.kept(entry.files.map((file) => file.blob))
        changed()
        return { number: made.number, handOver }
      }
      throw new StoreFailure('busy', 'this entry met another one too often')
    },
    async takeOver(code, key = freshSecret(means.random)) {
      const tag = handOverTag(means, code)
      const [row] = await means.store.read(findReceipt(tag))
      // Made from both codes, so that whoever gave the one, and knows it, still cannot know the other.
      const offer = { from: tag, id: key }
      if (row?.state === 'active' && row.expires_at > means.clock.now() && isOffer(offer))
        await means.store.write([deleteReceipt(tag), takenOver(means, offer, row)])
      const taken = await replacedBy(means, offer)
      const [inbox] = taken === undefined ? [] : await means.store.read(caseByStream(taken.stream))
      return taken === undefined || inbox === undefined ? undefined : { receipt: taken.receipt, number: inbox.number }
    },
  }
}

/** A repeat of the same entry shows the same code: it is made from the member and the key that this member gave it. */
export const handOverCode = (means: Means, actor: MemberActor | null, key: string | undefined): string =>
  key === undefined
    ? freshSecret(means.random)
    : Buffer.from(means.keys.tag('hand-over-code', entryOf(actor, key)), 'hex')
        .subarray(0, 16)
        .toString('base64url')

const entryTag = (means: Means, actor: MemberActor | null, key: string): string =>
  means.keys.tag('entry', entryOf(actor, key))

/** Two members who happen to choose the same key enter two reports, each with a code of its own. */
const entryOf = (actor: MemberActor | null, key: string): string => `${actor?.member ?? ''}:${key}`

/** A hand-over code is looked up in a scope of its own: it never works as a receipt. */
const handOverTag = (means: Means, code: string): string => means.keys.tag('hand-over', code.slice(0, 100))

export const handOverRow = (means: Means, code: string, stream: CaseId, person: string) =>
  insertReceipt({
    tag: handOverTag(means, code),
    stream,
    person,
    createdAt: means.clock.now(),
    expiresAt: means.clock.now() + handOverDays * day,
  })
