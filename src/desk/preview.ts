import { createHash } from 'node:crypto'
import { type AdvisoryDocument, advisoryDocument, canonicalText } from '../advisory/advisory.ts'
import type { Case } from '../case/case.ts'
import type { Preview } from '../case/context.ts'
import { bringsUnseenName, creditsOf, type Silent, silentAbout } from '../case/credit.ts'
import type { AdvisoryFields } from '../case/event.ts'
import type { Policy } from '../case/policy.ts'
import type { CaseFile } from './case-file.ts'
import { clusterCredits } from './cluster-credits.ts'
import type { Means } from './means.ts'

/** The advisory as it would be published right now: the next revision, and the other extent beside it. */
export interface Previews {
  readonly next: Preview & { readonly document: AdvisoryDocument & Readonly<Record<string, unknown>> }
  readonly brief: AdvisoryDocument
  readonly full: AdvisoryDocument
  /** Reporters of duplicates whose wish for credit is not read yet: until then nothing can be published. */
  readonly missing: number
  /** Reporters of duplicates who said nothing about credit. */
  readonly silent: Silent
}

export async function previewOf(
  means: Means,
  file: CaseFile,
  policy: Policy,
  fields: AdvisoryFields | undefined,
  id: string,
  releasing?: Releasing,
): Promise<Previews> {
  const { known, missing } = await clusterCredits(means, file, policy)
  const drafted: Case = {
    ...file.case,
    draft: { ...file.case.draft, ...fields },
    released: releasing === undefined ? file.case.released : { at: means.clock.now(), ...releasing },
  }
  const revision = file.case.published.length + 1
  const write = (extent: 'brief' | 'full') =>
    advisoryDocument({
      case: drafted,
      // A case keeps the promises it came under. Who we are is no promise: a desk may have got its name since.
      policy: { ...policy, project: means.policy.policy.project },
      advisoryId: id,
      extent,
      revision,
      credits: creditsOf(drafted, policy, known),
      // Counted from the release when it is shown: inside the text it would change with every preview.
      detailsBy: null,
    })
  const [brief, full] = [write('brief'), write('full')]
  const extent = policy.publish.when === 'with-release' && revision === 1 ? 'brief' : 'full'
  const document = extent === 'brief' ? brief : full
  const namesUnseen = bringsUnseenName(drafted, policy, known)
  return {
    brief,
    full,
    missing,
    silent: silentAbout(drafted, policy, known),
    next: { advisory: id, extent, digest: digestOf(document), document: { ...document }, namesUnseen },
  }
}

export interface Releasing {
  readonly version: string
  readonly url: string | null
  readonly commit: string | null
}

export const digestOf = (document: AdvisoryDocument): string =>
  createHash('sha256').update(canonicalText(document)).digest('hex')
