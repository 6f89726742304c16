/**
 * Whether the version of a report gets fixes, as far as the project's own sentence about it can be read by a program:
 * `4.39`, `4.x`, `>= 2.1`, `4.38 and newer`, also as the rows of a table with a cross or a "no". Where it cannot, the
 * answer is `unknown`, and nobody is told anything.
 */
export function supports(sentence: string | undefined, version: string | undefined): 'yes' | 'no' | 'unknown' {
  const of = /(?<![\w.])v?(\d+(?:\.\d+)*)/i.exec(version ?? '')?.[1]
  const rules = (sentence ?? '').split(/\n|;|\. /).flatMap(rulesOf)
  if (of === undefined || rules.length === 0) return 'unknown'
  const numbers = of.split('.').map(Number)
  const hit = rules.filter((rule) => rule.fits(numbers))
  if (hit.some((rule) => rule.supported)) return 'yes'
  return hit.length > 0 || rules.some((rule) => rule.supported) ? 'no' : 'unknown'
}

interface Rule {
  readonly supported: boolean
  readonly fits: (version: readonly number[]) => boolean
}

const pattern =
  /(?<![\w.])(?<before>>=|<=|>|<|≥|≤|from|since|before|below|older than)?\s*v?(?<number>\d+(?:\.\d+)*(?:\.(?:x|\*))?)(?<after>\s*(?:\+|and (?:newer|later|above|older|earlier|below)|or (?:newer|later|older|earlier)))?(?![\w])/gi
const turnedDown = /❌|✗|✘|:x:|\bno\b|\bnot\b|\bunsupported\b|\bend of life\b|\bno longer\b/i

function rulesOf(line: string): readonly Rule[] {
  const supported = !turnedDown.test(line)
  return [...line.matchAll(pattern)].map(({ groups = {} }) => {
    const number = groups.number ?? ''
    const parts = number
      .replace(/\.[x*]$/i, '')
      .split('.')
      .map(Number)
    const word = `${groups.before ?? ''}${groups.after ?? ''}`.toLowerCase()
    // "Before" leaves the version itself out; "and older" takes it in.
    if (/^(<|before|below|older than)$/.test(word)) return { supported, fits: (version) => compare(version, parts) < 0 }
    if (/<=|≤|older|earlier|and below/.test(word)) return { supported, fits: (version) => compare(version, parts) <= 0 }
    if (word === '>') return { supported, fits: (version) => compare(version, parts) > 0 }
    if (word !== '') return { supported, fits: (version) => compare(version, parts) >= 0 }
    return { supported, fits: (version) => parts.every((part, index) => (version[index] ?? 0) === part) }
  })
}

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
