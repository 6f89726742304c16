/**
 * `planter.js FOLDER COUNT MILLISECONDS PROCESSES`: a desk with so many cases, quickly. The cast's story is told through the desk
 * as ever; then its cases are multiplied with keys, ids and texts of their own, by the store's own row modules and the
 * desk's own projections, past the writer thread and without waiting for the disk: in as many processes as the machine
 * has processors, each into a file of its own, and those are put together in the end.
 */
import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { plantLantern } from '../seed/lantern.ts'
import { recount } from '../src/store/inbox-rows.ts'
import { bound, databaseFile, openForWriting, statementsOf } from '../src/store/sqlite-file.ts'
import { deskEnv, resultOf } from './child.ts'
import { numberLeaves } from './planted-log.ts'
import { plantedTables } from './planted-table.ts'
import type { PlantedPart } from './planter-part.ts'

export interface PlantedMany {
  readonly cases: number
  readonly open: number
  readonly events: number
  readonly leaves: number
  readonly seconds: number
  readonly megabytes: number
}

const [folder = '.', count = '1000', longest = '60000', many = String(availableParallelism())] = process.argv.slice(2)
const cases = Number(count)
const env = deskEnv(folder)
const now = Date.now()
await plantLantern({ env }, now)
const parts = await plantParts()
const db = new DatabaseSync(databaseFile(env.POSTERN_DATA ?? ''), { timeout: 5_000 })
const figures = await together()
process.send?.({ ...figures, seconds: (Date.now() - now) / 1_000 } satisfies PlantedMany)
process.disconnect?.()

interface Part extends PlantedPart {
  readonly file: string
}

/** A machine that has more to do gets a smaller desk where time is short, and the figures say how large it is. */
function plantParts(): Promise<readonly Part[]> {
  const processes = cases > 20_000 ? Number(many) : 1
  const share = Math.ceil(cases / processes)
  return Promise.all(
    Array.from({ length: processes }, async (_, i) => {
      const file = join(folder, `part-${i}.db`)
      const [from, to] = [i * share, Math.min(cases, (i + 1) * share)]
      const words = [folder, file, ...[from, to, now, now + Number(longest)].map(String)]
      return { file, ...(await resultOf<PlantedPart>('planter-part.js', words)) }
    }),
  )
}

async function together(): Promise<Omit<PlantedMany, 'seconds'>> {
  db.exec('pragma locking_mode = exclusive; pragma journal_mode = delete; pragma journal_mode = off')
  db.exec('pragma synchronous = off; pragma cache_size = -524288; pragma temp_store = memory')
  const indexes = takeIndexes()
  for (const { file } of parts) {
    db.prepare('attach ? as part').run(file)
    db.exec('begin')
    for (const { name, columns } of plantedTables) {
      const names = columns.map((column) => column.name).join(', ')
      db.exec(`insert into ${name} (${names}) select ${names} from part.${name} order by rowid`)
    }
    db.exec('commit; detach part')
    rmSync(file)
  }
  const prepared = statementsOf(db)
  const { sql, params } = recount()
  prepared(sql).run(...bound(params))
  db.exec('begin')
  numberLeaves(db)
  db.exec('commit')
  for (const one of indexes) db.exec(one)
  const number = (text: string): number => Object.values(db.prepare(text).get() ?? {}).map(Number)[0] ?? 0
  const figures = {
    cases: parts.reduce((sum, part) => sum + part.cases, 0),
    open: parts.reduce((sum, part) => sum + part.open, 0),
    events: number('select count(*) from event'),
    leaves: number('select count(*) from leaf'),
    megabytes: number('select page_count * page_size / 1e6 from pragma_page_count, pragma_page_size'),
  }
  db.close()
  openForWriting(databaseFile(env.POSTERN_DATA ?? '')).close()
  return figures
}

/** Drops what only makes reading quicker, and gives the statements that make it again. */
function takeIndexes(): readonly string[] {
  const indexes = db.prepare("select name, sql from sqlite_master where type = 'index' and sql is not null").all() as {
    name: string
    sql: string
  }[]
  for (const { name } of indexes) db.exec(`drop index ${name}`)
  return indexes.map(({ sql }) => sql)
}
