/** `planter-part.js FOLDER FILE FROM TO NOW UNTIL`: these cases of a planted desk, as rows in a file of their own. */
import { DatabaseSync } from 'node:sqlite'
import { freshId } from '../src/desk/fresh.ts'
import { chance } from '../src/store/chance.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { inboxByUpdate } from '../src/store/inbox-rows.ts'
import { bound, statementsOf } from '../src/store/sqlite-file.ts'
import { deskEnv } from './child.ts'
import { type Pattern, patternsIn } from './patterns.ts'
import { plantedCase } from './planted-case.ts'
import { plantedTables } from './planted-table.ts'

export interface PlantedPart {
  readonly cases: number
  readonly open: number
}

/** One case in twenty is open, and one in a hundred came to an advisory: a desk of some years. */
const shares = { open: 20, published: 100 } as const
const together = 1_000

const [folder = '.', file = '', ...numbers] = process.argv.slice(2)
const [from = 0, to = 0, now = 0, until = 0] = numbers.map(Number)
const env = deskEnv(folder)
const embedded = await openEmbedded({
  folder: env.POSTERN_DATA ?? '',
  keyFile: env.POSTERN_KEY_FILE,
  server: false,
  env: {},
  now,
  onFatal: (error) => {
    throw error
  },
})
const patterns = await patternsIn(embedded, now)
const taken = new Set(
  (await embedded.store.read(inboxByUpdate({ viewer: null, limit: 1_000 }))).map((row) => row.number),
)
const planting = { keys: embedded.keys, deskKey: await embedded.keys.desk(), now }
// Keys are made without the store: from here on this process writes nothing but its own file.
await embedded.close()
process.send?.(plant())
process.disconnect?.()

function plant(): PlantedPart {
  const db = new DatabaseSync(file)
  db.exec('pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive')
  // Without keys and indexes: they are made once, where all parts come together.
  for (const { name, columns } of plantedTables)
    db.exec(`create table ${name} (${columns.map((column) => column.name).join(', ')})`)
  const prepared = statementsOf(db)
  let [open, cases] = [0, 0]
  db.exec('begin')
  for (let n = from; n < to && (n % together !== 0 || Date.now() < until); n++) {
    const pattern = patternOf(n)
    for (const { sql, params } of plantedCase(planting, pattern, { n, stream: streamAt(n), number: numberAt(n) }))
      prepared(withoutConflict(sql)).run(...bound(params))
    if (pattern.kind === 'open') open += 1
    cases += 1
  }
  db.exec('commit')
  db.close()
  return { cases, open }
}

/** Every row is new, and nothing here would know that it is not. */
function withoutConflict(sql: string): string {
  return sql.replace(/\s+on conflict [\s\S]*$/, '')
}

function patternOf(n: number): Pattern {
  const kind = n % shares.open === 0 ? 'open' : n % shares.published === 1 ? 'published' : 'done'
  const of = patterns.filter((one) => one.kind === kind)
  const pattern = of[Math.floor(n / shares.open) % of.length]
  if (pattern === undefined) throw new Error('the story has cases to multiply')
  return pattern
}

/** In the order of `n`, so that rows are put in by the order of their keys. */
function streamAt(n: number): string {
  return `case-${letters(n)}${freshId(chance).slice(6)}`.toLowerCase()
}

/** Thirty bits, all of them different: an odd factor only changes their order. */
function numberAt(n: number): string {
  const number = `P-${letters((Math.imul(n + 1, 0x9e3779b1) >>> 0) % 2 ** 30)}`
  return taken.has(number) ? numberAt(n + 2 ** 29) : number
}

function letters(value: number): string {
  const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  let text = ''
  for (let left = value, digit = 0; digit < 6; digit++, left = Math.floor(left / 32))
    text = crockford.charAt(left % 32) + text
  return text
}
