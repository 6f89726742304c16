import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { saidBy } from '../console.ts'
import { testDatabase } from '../stand-ins/postgres.ts'
import { aReport, openHouse } from './house-kit.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-move-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const desk = {
  POSTERN_URL: 'https://security.example',
  POSTERN_KEY_FILE: join(folder, 'postern.key'),
  POSTERN_CONFIG: '',
}

async function postern(words: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const { code, out, err } = await saidBy(words, { env: { ...desk, ...env }, cwd: folder })
  assert.equal(code, 0, err)
  return out
}

describe('a desk that moves', () => {
  it('from SQLite to PostgreSQL and back is equal each time, and goes on where it was', async () => {
    const database = await testDatabase('empty')
    try {
      const before = await openHouse({ folder })
      const ada = await before.member('Ada', 'lead')
      const report = await before.report({}, { files: { 'proof.txt': 'x'.repeat(100_000) } })
      for (let n = 0; n < 10; n++) await before.report({ title: `Another one ${n}` })
      await ada.give(report.number, 'SendMessage', { text: 'We have it.' })
      const there = await report.thread()
      await before.house.tick()
      await before.close()

      const data = { POSTERN_DATA: join(folder, 'data') }
      const first = join(folder, 'first.archive')
      await postern(['export', '--all', first], data)
      const shared = { POSTERN_DATA: join(folder, 'node'), DATABASE_URL: database.url }
      assert.match(await postern(['restore', first], shared), /^equal: [\d,]+ rows, 1 file /)

      const moved = await openHouse({ env: { ...desk, ...shared } })
      assert.equal(moved.house.quiet.reason(), 'restored')
      assert.deepEqual(await moved.reporter(report.receipt).thread(), there)
      assert.equal((await moved.report()).sent.status, 201)
      await moved.close()

      const second = join(folder, 'second.archive')
      await postern(['export', '--all', second], shared)
      const back = { POSTERN_DATA: join(folder, 'back') }
      assert.match(await postern(['restore', second], back), /^equal: [\d,]+ rows, 1 file /)
      const again = await openHouse({ env: { ...desk, ...back } })
      try {
        const thread = await again.reporter(report.receipt).thread()
        assert.deepEqual(thread, there)
        assert.equal(thread.report.title, aReport.title)
      } finally {
        await again.close()
      }
    } finally {
      await database.drop()
    }
  })
})
