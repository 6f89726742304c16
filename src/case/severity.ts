import calculator from 'ae-cvss-calculator'

/** CVSS 4.0: the vector is kept and the score computed from it; a score from outside is never believed. */
export const cvss4 = (text: string): { readonly vector: string; readonly score: number } | null => {
  if (!isCvss4(text)) return null
  const vector = text.trim()
  return { vector, score: new calculator.Cvss4P0(vector).calculateScores().overall }
}

export const isCvss4 = (text: string): boolean => shape.test(text.trim())

/** FIRST's bands, the same in 3.1 and 4.0. */
export const band = (score: number): 'none' | 'low' | 'medium' | 'high' | 'critical' => {
  if (score === 0) return 'none'
  if (score < 4) return 'low'
  if (score < 7) return 'medium'
  return score < 9 ? 'high' : 'critical'
}

/** CVSS 4.0, section 7: the base metrics all, the others where given, each once and in this order. */
const base = [
  'AV:[NALP]',
  'AC:[LH]',
  'AT:[NP]',
  'PR:[NLH]',
  'UI:[NPA]',
  'VC:[HLN]',
  'VI:[HLN]',
  'VA:[HLN]',
  'SC:[HLN]',
  'SI:[HLN]',
  'SA:[HLN]',
]
const others = [
  'E:[XAPU]',
  'CR:[XHML]',
  'IR:[XHML]',
  'AR:[XHML]',
  'MAV:[XNALP]',
  'MAC:[XLH]',
  'MAT:[XNP]',
  'MPR:[XNLH]',
  'MUI:[XNPA]',
  'MVC:[XHLN]',
  'MVI:[XHLN]',
  'MVA:[XHLN]',
  'MSC:[XHLN]',
  'MSI:[XSHLN]',
  'MSA:[XSHLN]',
  'S:[XNP]',
  'AU:[XNY]',
  'R:[XAUI]',
  'V:[XDC]',
  'RE:[XLMH]',
  'U:(?:X|Clear|Green|Amber|Red)',
]
const shape = new RegExp(
  `^CVSS:4\\.0${base.map((metric) => `/${metric}`).join('')}${others.map((metric) => `(?:/${metric})?`).join('')}$`,
)
