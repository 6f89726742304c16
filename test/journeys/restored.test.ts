import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { cli } from '../../src/cli/cli.ts'
import { restoreCopy } from '../../src/main.ts'
import { mailServer } from '../stand-ins/mail-server.ts'
import { openHouse, type TestHouse } from './house-kit.ts'
import { throughRelease } from './through-the-steps.ts'
import { told, withMail } from './told.ts'

const hour = 3_600_000
const day = 24 * hour
const silent = () => undefined

describe('a desk that is put back from a backup an hour before its embargo was extended', () => {
  let open: TestHouse | undefined
  const folder = mkdtempSync(join(tmpdir(), 'postern-restored-'))
  afterEach(async () => {
    await open?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('sends no mail again and publishes nothing, until it is released', async () => {
    const mail = await mailServer()
    try {
      const policy = withMail(mail.port)
      const before = await openHouse({ folder, policy })
      open = before
      const ada = await told(before, mail, 'Ada')
      const report = await before.report({ credit: { as: 'none' } })
      await throughRelease(before, ada, report)
      const publishAt = before.now() + 8 * day
      await ada.give(report.number, 'ScheduleAdvisory', { publishAt: new Date(publishAt).toISOString() })
      await before.days(8 - 2 / 24)
      // This news is still waiting for its letter when the backup is taken, and the old desk sends it afterwards.
      await before.report({ title: 'Another one' })
      await before.house.copies.backup(join(folder, 'backups'), 14, silent)
      before.later(hour)
      await ada.give(report.number, 'CancelSchedule', { reason: 'The embargo was extended.' })
      await before.house.tick()
      assert.ok(mail.letters.length > 0, 'the old desk told of it')
      const at = before.now()
      await before.close()

      mail.letters.splice(0)
      const data = join(folder, 'again')
      const { config } = before.house
      const env = { POSTERN_DATA: data, POSTERN_BLOBS: join(data, 'blobs') }
      const deskEnv = {
        POSTERN_URL: config.url,
        POSTERN_CONFIG: config.configPath,
        POSTERN_KEY_FILE: join(folder, 'postern.key'),
      }
      await restoreCopy(
        { ...config, data, blobs: env.POSTERN_BLOBS },
        {},
        { path: join(folder, 'backups'), tell: silent },
      )
      // The desk had seen more than the backup holds: the way out is recorded, and says what is lost.
      const size = await refusedStart(openHouse({ folder, policy, env, at }))
      const said = await cli(['audit', 'accept-rollback', size], {
        env: { ...deskEnv, ...env },
        cwd: folder,
        out: () => undefined,
        err: () => undefined,
        stdin: async () => '',
        terminal: null,
      })
      assert.equal(said, 0)
      open = await openHouse({ folder, policy, env, at })
      for (const later of [0, hour, 2 * hour, 30 * hour]) {
        open.later(later)
        await open.house.tick()
      }
      assert.equal(mail.letters.length, 0)
      assert.deepEqual((await open.house.desk.advisories()).items, [])
      assert.equal((await open.reporter(report.receipt).thread()).advisory, null)
      assert.equal((await open.report({ title: 'One more' })).sent.status, 201, 'reports come in')

      await open.house.quiet.release()
      await open.house.tick()
      assert.ok(mail.letters.length > 0, 'released, it tells of what waited')
      assert.equal(
        (await open.reporter(report.receipt).thread()).advisory,
        null,
        'and a publication whose time went by meanwhile is held for a person',
      )
    } finally {
      await mail.close()
    }
  })
})

async function refusedStart(start: Promise<TestHouse>): Promise<string> {
  const error = await start.then(
    () => new Error('it started'),
    (refusal: Error) => refusal,
  )
  const size = /is behind checkpoint ([0-9]+) of /.exec(error.message)?.[1]
  assert.ok(size, error.message)
  return size
}
