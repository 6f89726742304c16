import type { Affected } from '../case/event.ts'
import type { AdvisoryDocument } from './advisory.ts'
import { isFoundByCommit, packageRange } from './osv.ts'
import { ecosystemOf } from './osv-ecosystem.ts'

type Written = Pick<AdvisoryDocument, 'affected' | 'fixedIn' | 'commit' | 'project'>

/**
 * Why programs that look for affected packages would pass this advisory by: OSV schema 1.7.5 names packages by
 * ecosystem and name, and without versions nothing of a package is affected. One sentence for each product.
 */
export function scannerGaps(advisory: Written): readonly string[] {
  if (advisory.affected.length === 0 && !isFoundByCommit(advisory))
    return ['Scanners will not find this advisory until a product is named with its ecosystem and package.']
  return advisory.affected.flatMap((row) => gapOf(row, advisory) ?? [])
}

/** What one product still lacks, or undefined where scanners find it. */
export function gapOf(row: Affected, advisory: Written): string | undefined {
  const until = lackOf(row, advisory)
  return until === undefined
    ? undefined
    : `Scanners will not find “${row.product.trim()}” in this advisory until ${until}.`
}

function lackOf(row: Affected, advisory: Written): string | undefined {
  const [ecosystem, name] = [row.ecosystem?.trim() ?? '', row.package?.trim() ?? '']
  if ((name === '' || ecosystemOf(ecosystem) === undefined) && isFoundByCommit(advisory)) return undefined
  if (ecosystem === '' && name === '') return 'its ecosystem and package are named'
  if (ecosystem === '') return 'its ecosystem is named, such as npm, Go or PyPI'
  if (ecosystemOf(ecosystem) === undefined)
    return `its ecosystem is one that OSV knows, such as npm, Go or PyPI: “${ecosystem}” is none`
  if (name === '') return 'its package is named'
  return packageRange(row, advisory) === undefined ? 'the first version with the fix is given' : undefined
}
