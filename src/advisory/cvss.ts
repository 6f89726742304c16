import calculator from 'ae-cvss-calculator'
import { cvssWords as plain } from './cvss-words.ts'

/**
 * CVSS 4.0 (FIRST): the metrics for the calculator page. Metrics, values and names are the calculator's own, so that
 * page and score cannot disagree; the questions in plain words are ours. The score itself is `case/severity.ts`.
 */

export interface MetricGroup {
  readonly name: string
  /** Only the base metrics must all be answered. */
  readonly mandatory: boolean
  readonly metrics: readonly Metric[]
}

export interface Metric {
  /** `AV` */
  readonly key: string
  /** "Attack Vector" */
  readonly name: string
  readonly question: string | null
  readonly values: readonly { readonly key: string; readonly name: string; readonly meaning: string | null }[]
}

const notDefined = 'X'
const mandatory = ['AV', 'AC', 'AT', 'PR', 'UI', 'VC', 'VI', 'VA', 'SC', 'SI', 'SA']
const environmental = [...['CR', 'IR', 'AR'], ...mandatory.map((key) => `M${key}`)]
/** CVSS 4.0 specification, section 7. */
const order = [...mandatory, 'E', ...environmental, 'S', 'AU', 'R', 'V', 'RE', 'U']

/** In the order of the standard: base, threat, environmental, supplemental. */
export const metricGroups: readonly MetricGroup[] = groups()

function groups(): MetricGroup[] {
  const found = new Map<string, Metric[]>()
  const byKey = new Map(
    [...new calculator.Cvss4P0().getRegisteredComponents()].flatMap(([category, metrics]) =>
      metrics.map((metric) => [metric.shortName, { category, metric }] as const),
    ),
  )
  for (const key of order) {
    const { category, metric } = byKey.get(key) ?? missing(key)
    const name = metric.subCategory ? `${category.description}: ${metric.subCategory}` : category.description
    const isMandatory = mandatory.includes(key)
    const values = metric.values
      // The calculator holds back values that only other metrics may take, and a base metric cannot be left open.
      .filter((value) => !value.hide && !(isMandatory && value.shortName === notDefined))
      .map((value) => ({
        key: value.shortName,
        name: value.name,
        meaning: plain[key]?.values[value.shortName] ?? null,
      }))
    const group = found.get(name) ?? []
    group.push({ key, name: metric.name, question: plain[key]?.question ?? null, values })
    found.set(name, group)
  }
  return [...found].map(([name, metrics]) => ({
    name,
    mandatory: metrics.every((metric) => mandatory.includes(metric.key)),
    metrics,
  }))
}

function missing(key: string): never {
  throw new Error(`the calculator knows every metric of CVSS 4.0, also ${key}`)
}
