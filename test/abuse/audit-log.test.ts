import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type LeafRecord, leafHash } from '../../src/store/leaf.ts'
import { saidBy } from '../console.ts'
import { beginning, day, openHouse } from '../journeys/house-kit.ts'
import { root } from '../machine.ts'

/** Case 59 and fault F15 of the list: somebody with the database file in their hands. */
const entries = 300

describe('the audit log in the hands of somebody who can write the database', () => {
  const origin = mkdtempSync(join(tmpdir(), 'postern-audit-'))
  let folder = ''
  let n = 0
  let earlier = ''

  before(async () => {
    const desk = await openHouse({ folder: origin })
    const ada = await desk.member('Ada', 'lead')
    const report = await desk.report()
    await desk.house.tick()
    await desk.close()
    earlier = join(origin, 'earlier.db')
    copyFileSync(database(origin), earlier)
    const again = await openHouse({ folder: origin })
    await Promise.all(
      Array.from({ length: entries }, () =>
        again.house.desk.caseFor({ as: 'member', member: ada.id, role: 'lead' }, report.number),
      ),
    )
    await again.house.tick()
    await again.close()
  })
  after(() => rmSync(origin, { recursive: true, force: true }))

  /** A copy of the desk, with its key and what lies beside it. */
  beforeEach(() => {
    folder = join(origin, `copy-${n++}`)
    const data = join(folder, 'data')
    new DatabaseSync(database(origin)).close()
    copyInto(join(origin, 'data'), data)
    for (const name of ['postern.key', 'postern.checkpoint']) copyFileSync(join(origin, name), join(folder, name))
  })

  const change = (sql: string): void => {
    const db = new DatabaseSync(database(folder))
    db.exec(sql)
    db.close()
  }
  const postern = (...words: string[]) => saidBy(words, { env: environment(folder), cwd: folder })
  const starts = async (): Promise<string> => {
    try {
      await (await openHouse({ folder, at: beginning + day })).close()
      return 'started'
    } catch (error) {
      return (error as Error).message
    }
  }

  it('is whole as long as nobody does anything', async () => {
    const { code, out } = await postern('audit', 'verify')
    assert.equal(code, 0, out)
    assert.match(out, /The audit log is whole: 3\d\d entries/)
    assert.equal(await starts(), 'started')
  })

  it('names the entry that was changed', async () => {
    change("update leaf set actor = 'member:somebody-else' where num = 120")
    const { code, out } = await postern('audit', 'verify')
    assert.equal(code, 1)
    assert.match(out, /^WRONG {2}entry 120: it was changed after it was written/)
  })

  it('names the first of two entries that were exchanged', async () => {
    change(
      'update leaf set num = -1 where num = 90; update leaf set num = 90 where num = 95; update leaf set num = 95 where num = -1',
    )
    assert.match((await postern('audit', 'verify')).out, /^WRONG {2}entry 90: another entry was numbered here/)
  })

  it('names the entry that is missing in the middle', async () => {
    change('delete from leaf where num = 200')
    assert.match((await postern('audit', 'verify')).out, /^WRONG {2}entry 200: it is missing/)
  })

  it('names an entry that was slipped in where its stream has none', async () => {
    change(
      "insert into leaf (stream, n, id, at, actor, act, commitment, prev, hash, num) select stream, n + 100000, 'x', at, actor, act, commitment, prev, hash, 0 from leaf where num = 250",
    )
    assert.match((await postern('audit', 'verify')).out, /^WRONG {2}entry 0: it does not follow from the one before it/)
  })

  it('finds a change by somebody who also wrote hash and tiles anew', async () => {
    change(
      'update audit_tile set hashes = (select hashes from audit_tile where level = 0 and n = 0) where level = 0 and n = 1',
    )
    assert.match(
      await starts(),
      /The audit log is not the one that was signed as checkpoint 3\d\d of .*entry 257 is the first that does not fit/,
    )
  })

  it('does not start once the tail was cut off, and names the first entry that is gone', async () => {
    change('delete from leaf where num > 280')
    assert.match(await starts(), /says that it has 3\d\d entries, but entry 281 and what follows are not there/)
  })

  it('does not start behind its last checkpoint where the tail was cut off with everything that belongs to it', async () => {
    change(
      "delete from leaf where num > 256; delete from audit_tile where level = 0 and n = 1; delete from checkpoint where size > 256; update counter set n = 256 where name = 'audit-log'",
    )
    assert.match(await starts(), /^The log is behind checkpoint 3\d\d of 2026-11-21 /)
  })

  describe('with an old backup put back', () => {
    beforeEach(() => {
      copyFileSync(earlier, database(folder))
    })

    it('does not start, and says which checkpoint it knows and what to do', async () => {
      const said = await starts()
      const [, known] =
        /^The log is behind checkpoint (\d+) of 2026-11-21 .*"postern audit accept-rollback (\d+)"/.exec(said) ?? []
      assert.ok(Number(known) >= entries, said)
      assert.equal((await postern('audit', 'verify')).code, 1)
    })

    it('goes on after somebody said so, quietly, and says it in the log', async () => {
      const known = /checkpoint (\d+)/.exec(await starts())?.[1] ?? ''
      const wrong = await postern('audit', 'accept-rollback', '1')
      assert.equal(wrong.code, 1)
      assert.match(wrong.err, /The checkpoint that is known is 3\d\d, not 1/)
      const { code, out, err } = await postern('audit', 'accept-rollback', known)
      assert.equal(code, 0, err)
      assert.match(out, /Recorded: (one entry|\d+ entries) up to checkpoint \d+ (is|are) lost/)
      assert.ok(readdirSync(folder).some((name) => name.startsWith(`postern.checkpoint.lost-${known}-`)))
      const desk = await openHouse({ folder, at: beginning + day })
      assert.equal(desk.house.quiet.reason(), 'rollback')
      await desk.house.tick()
      assert.equal((await desk.house.audit.verify([])).bad.length, 0)
      await desk.close()
      const db = new DatabaseSync(database(folder), { readOnly: true })
      assert.equal(db.prepare("select count(*) as n from leaf where act = 'rollback-accepted'").get()?.n, 1)
      db.close()
      assert.equal(await starts(), 'started', 'and the next start needs nobody')
    })

    it('refuses to accept what did not happen', async () => {
      copyFileSync(database(origin), database(folder))
      const known = /^\S+\n(\d+)\n/.exec(readFileSync(join(folder, 'postern.checkpoint'), 'utf8'))?.[1] ?? ''
      const { code, err } = await postern('audit', 'accept-rollback', known)
      assert.equal(code, 1)
      assert.match(err, /nothing was rolled back/)
    })
  })

  it('does not start beside the checkpoint of another desk', async () => {
    const other = await openHouse({})
    await other.house.tick()
    const note = (await other.house.audit.newest())?.note ?? ''
    await other.close()
    writeFileSync(join(folder, 'postern.checkpoint'), note)
    assert.match(await starts(), /this desk did not sign it/)
  })

  it('is checked elsewhere from a file, with a key and a checkpoint of one’s own', async () => {
    const note = (await postern('audit', 'checkpoint')).out
    writeFileSync(join(folder, 'mail.txt'), note)
    assert.equal((await postern('audit', 'export', 'log.jsonl')).code, 0)
    const checked = async (name: string, ...more: string[]) => postern('verify', name, ...more)
    const { code, out } = await checked('log.jsonl', '--checkpoint', 'mail.txt')
    assert.equal(code, 0, out)
    assert.deepEqual(await postern('audit', 'verify', 'log.jsonl', '--checkpoint', 'mail.txt'), { code, out, err: '' })
    assert.match(
      (await checked('log.jsonl', '--key', await keyOf('log.jsonl'))).out,
      /^The audit log is whole: \d+ entries/,
    )

    const lines = readFileSync(join(folder, 'log.jsonl'), 'utf8').trimEnd().split('\n')
    const where = (num: number) => lines.findIndex((line) => line.startsWith(`{"num":${num},`))
    const kept = (name: string, changed: readonly string[]) => {
      writeFileSync(join(folder, name), changed.join('\n'))
      return name
    }
    const other = (line: string) => line.replace(/"act":"[^"]*"/, '"act":"list-read"')
    const changed = lines.with(where(77), other(lines[where(77)] ?? ''))
    assert.match(
      (await checked(kept('changed.jsonl', changed))).out,
      /^WRONG {2}entry 77: it was changed after it was written/,
    )
    const gone = lines.toSpliced(where(77), 1)
    assert.match((await checked(kept('gone.jsonl', gone))).out, /^WRONG {2}entry 77: it is missing/)
    const anew = lines.with(where(77), hashedAnew(other(lines[where(77)] ?? '')))
    assert.match(
      (await checked(kept('anew.jsonl', anew))).out,
      /^WRONG {2}entry (77: entry \d+, the next one in \S+, does not follow from it|\d+: from here up to entry \d+ )/,
    )
    const cut = lines.slice(0, where(200))
    assert.match((await checked(kept('cut.jsonl', cut))).out, /^WRONG {2}entry 200: the file ends here/)
    const last = lines.findLastIndex((line) => line.startsWith('{"checkpoint"'))
    const short = [...cut, lines[last] ?? '']
    assert.match((await checked(kept('short.jsonl', short))).out, /^WRONG {2}entry 200: the log ends before checkpoint/)
    for (const name of ['changed', 'gone', 'anew', 'cut', 'short'])
      assert.equal((await checked(`${name}.jsonl`)).code, 1, name)
  })

  it('names where it was written anew, also by whoever numbered and chained it all over again', async () => {
    assert.equal((await postern('audit', 'export', 'whole.jsonl')).code, 0)
    const lines = readFileSync(join(folder, 'whole.jsonl'), 'utf8').trimEnd().split('\n')
    const heads = new Map<string, string>()
    const forged = lines.map((line) => {
      const one = JSON.parse(line) as { num?: number; stream?: string; prev?: string; hash?: string; act?: string }
      if (one.num === undefined || one.stream === undefined) return line
      const prev = heads.get(one.stream) ?? one.prev
      const mine = hashedAnew(JSON.stringify({ ...one, prev, act: one.num === 150 ? 'list-read' : one.act }))
      heads.set(one.stream, (JSON.parse(mine) as { hash: string }).hash)
      return mine
    })
    const before = lines.slice(
      0,
      lines.findIndex((line) => line.startsWith('{"num":150,')),
    )
    const proved = [...before.join('\n').matchAll(/"checkpoint":"[^\\]+\\n(\d+)\\n/g)].map(([, size]) => Number(size))
    writeFileSync(join(folder, 'forged.jsonl'), forged.join('\n'))
    const { code, out } = await postern('verify', 'forged.jsonl')
    assert.equal(code, 1)
    assert.match(
      out,
      new RegExp(
        `^WRONG {2}entry ${(proved.at(-1) ?? 0) + 1}: from here up to entry \\d+ the log is not what was signed`,
      ),
    )
  })

  const keyOf = async (name: string): Promise<string> =>
    (JSON.parse(readFileSync(join(folder, name), 'utf8').split('\n')[0] ?? '') as { spki: string }).spki
})

/** As whoever knows how entries are hashed would hide a change. */
function hashedAnew(line: string): string {
  const entry = JSON.parse(line) as LeafRecord & { commitment: string; prev: string }
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
  const hash = leafHash({ ...entry, commitment: bytes(entry.commitment), prev: bytes(entry.prev) })
  return JSON.stringify({ ...entry, hash: Buffer.from(hash).toString('hex') })
}

const environment = (folder: string) => ({
  POSTERN_URL: 'https://security.example',
  POSTERN_DATA: join(folder, 'data'),
  POSTERN_KEY_FILE: join(folder, 'postern.key'),
  POSTERN_CONFIG: join(root, 'examples', 'small-project.yaml'),
})

const database = (folder: string): string => join(folder, 'data', 'postern.db')

function copyInto(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) if (/^postern\.db$/.test(name)) copyFileSync(join(from, name), join(to, name))
}
