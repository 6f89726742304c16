import { type AdvisoryDocument, type PublicAdvisory, reveal } from '../advisory/advisory.ts'
import type { CaseId, CaseNumber } from '../case/ids.ts'
import { putDeadlines } from '../store/deadline-rows.ts'
import { deletePracticeRow } from '../store/inbox-rows.ts'
import { dropKeptOf } from '../store/kept-text-rows.ts'
import { dropMentionsOf } from '../store/mention-rows.ts'
import { dropMeta, findMeta, putMeta } from '../store/meta-rows.ts'
import { deleteReceipt, findReceipt, insertReceipt } from '../store/receipt-rows.ts'
import { NEVER } from '../store/rows.ts'
import { deleteSessionsOf } from '../store/session-rows.ts'
import { StoreFailure } from '../store/store.ts'
import { type CaseFile, readCase } from './case-file.ts'
import type { ReporterAccess } from './desk.ts'
import { newCase, receiptTag } from './intake.ts'
import type { Means } from './means.ts'
import { forgetPerson } from './person.ts'
import { namesOf } from './published.ts'
import { receiptCode } from './receipt-code.ts'

/**
 * One case to learn the desk with. It goes through every step by the same rules as all others, in a place that only
 * members see: its facts can never publish, its row stands in no list and no counter, and it leaves no job behind.
 */
export interface Practice {
  find(): Promise<PracticeCase | undefined>
  /** Makes the one practice case; where there is one already, that one. */
  make(): Promise<CaseNumber>
  /** Destroys its keys and takes its row away. The sealed facts that are left can be opened by nobody. */
  remove(): Promise<void>
  /** What readers would see, where the practice has come that far. */
  advisory(): Promise<PublicAdvisory | undefined>
}

export interface PracticeCase {
  readonly number: CaseNumber
  /** The receipt code of its reporter: a real one, that only members are shown. */
  readonly receipt: string
  /** Opens the thread as its reporter sees it; nothing where the code was replaced in the thread. */
  readonly access: ReporterAccess | null
  readonly published: boolean
}

export function practice(means: Means): Practice {
  const stream = async (): Promise<CaseId | undefined> => (await means.store.read(findMeta(META)))[0]?.value
  const file = async (): Promise<CaseFile | undefined> => {
    const known = await stream()
    return known === undefined ? undefined : readCase(means.store, means.keys, known)
  }
  return {
    async find() {
      const found = await file()
      if (found === undefined) return undefined
      const receipt = codeOf(means, found.stream)
      const tag = receiptTag(means, receipt)
      const [row] = await means.store.read(findReceipt(tag))
      return {
        number: found.case.number,
        receipt,
        access:
          row?.state === 'active' ? { as: 'reporter', stream: found.stream, person: row.person, receipt: tag } : null,
        published: found.case.published.length > 0,
      }
    },
    async make() {
      for (let attempt = 0; attempt < 8; attempt++) {
        const known = await file()
        if (known !== undefined) return known.case.number
        const number = await makeOnce(means)
        if (number !== undefined) return number
      }
      throw new StoreFailure('busy', 'the practice case met another one too often')
    },
    async remove() {
      const found = await file()
      if (found === undefined) return
      const { reporter } = found.case
      const tag = receiptTag(means, codeOf(means, found.stream))
      const written = await means.store.write([
        dropMeta(META, found.stream),
        deletePracticeRow(found.stream),
        dropKeptOf(found.stream),
        dropMentionsOf(found.stream),
        ...putDeadlines(found.stream, []),
        deleteReceipt(tag),
        deleteSessionsOf('reporter', tag),
        ...(reporter === null ? [] : forgetPerson(means.keys, reporter)),
        means.keys.destroy('case', found.stream),
      ])
      if (written.result !== 'committed') return
      means.keys.forget('case', found.stream)
      if (reporter !== null) means.keys.forget('person', reporter)
    },
    async advisory() {
      const found = await file()
      const newest = found?.case.published.at(-1)
      if (found === undefined || newest === undefined) return undefined
      const document = newest.document as unknown as AdvisoryDocument
      const history = found.case.published.map(({ revision, at, extent }) => ({ revision, at, extent }))
      return reveal({ ...document, detailsBy: null }, await namesOf(means, document), history)
    },
  }
}

const META = 'practice'

/** Undefined where somebody else made one at the same moment. */
async function makeOnce(means: Means): Promise<CaseNumber | undefined> {
  const { policy } = means.policy
  const made = newCase(means, {
    read: { report: practiceReport(policy.project.name), credit: undefined, naming: null, name: 'Robin', email: null },
    files: [],
    door: 'form',
    actor: { as: 'desk' },
    receipt: null,
    practice: true,
  })
  if (made.person === null) throw new Error('a practice case has a reporter')
  const receipt = insertReceipt({
    tag: receiptTag(means, codeOf(means, made.stream)),
    stream: made.stream,
    person: made.person,
    createdAt: made.receivedAt,
    expiresAt: NEVER,
  })
  const rows = [...made.append.rows, receipt, putMeta(META, made.stream)]
  const written = await means.store.append({ ...made.append, rows })
  return written.result === 'committed' ? made.number : undefined
}

/** Made from the stream, so that it can be shown to members again. No real receipt is ever made this way. */
const codeOf = (means: Means, stream: CaseId): string =>
  receiptCode(
    means.keys.purpose('receipt').bytes,
    Buffer.from(means.keys.tag('practice-receipt', stream), 'hex').subarray(0, 16).toString('base64url'),
  )

const practiceReport = (project: string) => ({
  title: 'Practice: an old sign-in link still works',
  description: [
    'This report was made by your own desk, so that you can try everything once. Robin does not exist.',
    'Yesterday I asked for a sign-in link, used it, and signed out. Today the same link let me in again.',
    'Whoever finds such a link in a browser history or in the log of a proxy could sign in as me.',
  ].join('\n\n'),
  product: project.slice(0, 200),
  version: '1.0.0',
  reproduce: '1. Ask for a sign-in link.\n2. Use it, and sign out.\n3. Open the same link again: you are signed in.',
  impact: 'Whoever has an old link has the account.',
})
