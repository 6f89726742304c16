import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

/**
 * OWASP ASVS 5.0.0: the level at which each requirement begins, one digit each, in the order of the standard. Level 2 is
 * claimed in full, and level 3 for the chapters named here.
 */
const levels: Readonly<Record<string, string>> = {
  ...{ 'V1.1': '22', 'V1.2': '1111122223', 'V1.3': '112222222223', 'V1.4': '222', 'V1.5': '123' },
  ...{ 'V2.1': '122', 'V2.2': '112', 'V2.3': '12223', 'V2.4': '23' },
  ...{
    'V3.1': '3',
    'V3.2': '113',
    'V3.3': '12223',
    'V3.4': '11222233',
    'V3.5': '11122333',
    'V3.6': '3',
    'V3.7': '22333',
  },
  ...{ 'V4.1': '12233', 'V4.2': '23333', 'V4.3': '22', 'V4.4': '1222' },
  ...{ 'V5.1': '2', 'V5.2': '112333', 'V5.3': '113', 'V5.4': '222' },
  ...{ 'V6.1': '122', 'V6.2': '111111112222', 'V6.3': '11223333', 'V6.4': '112233', 'V6.5': '22222333' },
  ...{ 'V6.6': '2223', 'V6.7': '33', 'V6.8': '2222' },
  ...{ 'V7.1': '222', 'V7.2': '1111', 'V7.3': '22', 'V7.4': '11222', 'V7.5': '223', 'V7.6': '22' },
  ...{ 'V8.1': '1233', 'V8.2': '1123', 'V8.3': '133', 'V8.4': '23' },
  ...{ 'V9.1': '111', 'V9.2': '1222' },
  ...{ 'V10.1': '22', 'V10.2': '223', 'V10.3': '22223', 'V10.4': '1111122222233333', 'V10.5': '22222', 'V10.6': '22' },
  ...{ 'V10.7': '222' },
  ...{
    'V11.1': '2233',
    'V11.2': '22233',
    'V11.3': '11233',
    'V11.4': '1222',
    'V11.5': '23',
    'V11.6': '23',
    'V11.7': '33',
  },
  ...{ 'V12.1': '12233', 'V12.2': '11', 'V12.3': '22223' },
  ...{ 'V13.1': '2333', 'V13.2': '222223', 'V13.3': '2233', 'V13.4': '1222233' },
  ...{ 'V14.1': '22', 'V14.2': '12223333', 'V14.3': '122' },
  ...{ 'V15.1': '12233', 'V15.2': '12233', 'V15.3': '1222222', 'V15.4': '3333' },
  ...{ 'V16.1': '2', 'V16.2': '22222', 'V16.3': '2222', 'V16.4': '222', 'V16.5': '2223' },
  ...{ 'V17.1': '23', 'V17.2': '22223333', 'V17.3': '22' },
}
const toLevel3: ReadonlySet<string> = new Set(['V6', 'V7', 'V8', 'V11', 'V16'])

export interface Row {
  /** `file: title` of a test that shows it. */
  readonly tests?: readonly string[]
  /** `file#heading`, where it is written down. */
  readonly docs?: readonly string[]
  /** Why it does not apply. */
  readonly none?: string
  /** What is missing. */
  readonly open?: string
}

export interface AsvsFindings {
  readonly faults: readonly string[]
  readonly open: readonly string[]
  readonly rows: number
  readonly shown: number
  readonly none: number
}

/** Reads a file of the project, or `undefined` where there is none. */
type Read = (path: string) => string | undefined

const onDisk: Read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)

/** Whether every requirement has its row, and every row leads to something that exists. */
export function asvsFindings(text: string, read: Read = onDisk): AsvsFindings {
  const rows: Readonly<Record<string, Row>> = parse(text)
  const wanted = claimed()
  const known = Object.entries(rows)
  const faults = [
    ...wanted.filter((id) => rows[id] === undefined).map((id) => `${id} has no row`),
    ...known.filter(([id]) => !wanted.includes(id)).map(([id]) => `${id} is not claimed`),
    ...known.flatMap(([id, row]) => rowFaults(row, read).map((fault) => `${id}: ${fault}`)),
  ]
  const has = (is: (row: Row) => boolean) => known.filter(([, row]) => is(row)).map(([id]) => id)
  return {
    faults,
    rows: known.length,
    open: has((row) => row.open !== undefined),
    none: has((row) => row.none !== undefined).length,
    shown: has((row) => row.open === undefined && row.none === undefined).length,
  }
}

/** Every requirement that is claimed, in the order of the standard. */
export const claimed = (): readonly string[] =>
  Object.entries(levels).flatMap(([section, each]) =>
    [...each].flatMap((level, index) =>
      Number(level) <= 2 || toLevel3.has(section.split('.')[0] ?? '') ? [`${section}.${index + 1}`] : [],
    ),
  )

function rowFaults({ tests = [], docs = [], none, open, ...more }: Row, read: Read): readonly string[] {
  const unknown = Object.keys(more).map((key) => `"${key}" is no part of a row`)
  const nothing = tests.length + docs.length === 0 && none === undefined && open === undefined
  return [
    ...unknown,
    ...(nothing ? ['nothing shows it, and nothing says why'] : []),
    ...(none !== undefined && (open !== undefined || tests.length + docs.length > 0)
      ? ['it applies or it does not']
      : []),
    ...tests.filter((test) => !isTest(test, read)).map((test) => `there is no test "${test}"`),
    ...docs.filter((place) => !isHeading(place, read)).map((place) => `there is no heading ${place}`),
  ]
}

/** A title as it is written down, of a test, a suite or a rule of the house. */
function isTest(test: string, read: Read): boolean {
  const [, file = '', title = ''] = /^(\S+): (.+)$/.exec(test) ?? []
  const quoted = title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll("'", "(?:\\\\'|')")
  return new RegExp(`(?:\\b(?:it|describe)\\(|says:)\\s*(['"])${quoted}\\1`).test(read(file) ?? '')
}

function isHeading(place: string, read: Read): boolean {
  const [file = '', heading = ''] = place.split('#')
  const headings = [...(read(file) ?? '').matchAll(/^#{1,6} (.+)$/gm)].map(([, text = '']) => anchor(text))
  return headings.includes(heading)
}

/** As forges make it of a heading. */
const anchor = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
