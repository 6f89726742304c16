import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { house } from '../../src/main.ts'
import { filledDesk } from './filled-desk.ts'
import { rounds } from './rounds.ts'
import { eightSenders } from './senders.ts'
import { configWithoutLimits, deskEnv, freePort, newFolder, runCli, startDesk } from './started-desk.ts'

describe('a backup while eight senders write, the loss of the machine, and a restore', () => {
  it('is equal, with every report that was acknowledged before the backup began', async () => {
    const folder = newFolder()
    const env = { POSTERN_CONFIG: configWithoutLimits(folder) }
    const desk = await startDesk({ folder, env })
    const backups = join(folder, 'backups')
    const senders = eightSenders(`http://127.0.0.1:${desk.port}`, desk.url)
    let told = 0
    let seconds = 0
    try {
      for (let n = 0; n < rounds(2, 10); n++) {
        await pause(rounds(300, 3_000))
        told = senders.acknowledged.length
        const began = performance.now()
        const ended = await desk.console('backup', backups)
        seconds = (performance.now() - began) / 1_000
        assert.equal(ended.code, 0, ended.stderr)
      }
      await senders.stop()
      assert.deepEqual(senders.strange, [], 'nobody was turned away meanwhile')
      assert.ok(senders.acknowledged.length > told, 'reports came in while the backup ran')
      await desk.stop()
      rmSync(join(folder, 'data'), { recursive: true })
      const restored = await runCli(folder, ['restore', backups], env)
      assert.match(restored.stdout, /^equal: /, restored.stderr)
      const refused = await runCli(folder, ['start'], { ...env, PORT: String(await freePort()) })
      const size = /is behind checkpoint ([0-9]+) of /.exec(refused.stderr)?.[1] ?? ''
      assert.equal(refused.code, 1, 'what came in after the backup is lost, and a start says so')
      assert.equal((await runCli(folder, ['audit', 'accept-rollback', size], env)).code, 0)
      await thereAre(folder, senders.acknowledged.slice(0, told))
      console.log(
        `a backup under ${senders.acknowledged.length} reports took ${seconds.toFixed(1)} s; ${told} of ${told} acknowledged before it are back`,
      )
    } finally {
      await senders.stop()
      await desk.close()
    }
  })
})

/** The long form alone: five gigabytes take minutes, whatever one does. */
if (rounds(0, 1) === 1)
  describe('a desk of 10,000 cases and 5 GiB of files, backed up under eight senders, lost and put back', () => {
    it('is equal, within ten minutes in all', { timeout: 30 * 60_000 }, async () => {
      const folder = newFolder()
      const env = { ...(await filledDesk(folder, 10_000, 5 * 1_024 ** 3)), POSTERN_CONFIG: configWithoutLimits(folder) }
      const desk = await startDesk({ folder, env })
      const senders = eightSenders(`http://127.0.0.1:${desk.port}`, desk.url)
      const patience = 15 * 60_000
      const took: number[] = []
      const timed = async (...words: readonly string[]) => {
        const began = performance.now()
        const ended = await runCli(folder, words, env, patience)
        took.push((performance.now() - began) / 1_000)
        assert.equal(ended.code, 0, ended.stderr)
        return ended.stdout
      }
      try {
        while (senders.acknowledged.length < 8) await pause(50)
        const told = [...senders.acknowledged]
        await timed('backup', join(folder, 'backups'))
        const during = senders.acknowledged.length - told.length
        await senders.stop()
        assert.deepEqual(senders.strange, [], 'nobody was turned away meanwhile')
        assert.ok(during > 0, 'reports came in while the backup ran')
        await desk.stop()
        rmSync(join(folder, 'data'), { recursive: true })
        const said = await timed('restore', join(folder, 'backups'))
        assert.match(said, /^equal: [0-9,]+ rows, [0-9,]+ files/)
        const behind = await runCli(folder, ['start'], { ...env, PORT: String(await freePort()) }, patience)
        const size = /is behind checkpoint ([0-9]+) of /.exec(behind.stderr)?.[1] ?? ''
        assert.equal((await runCli(folder, ['audit', 'accept-rollback', size], env, patience)).code, 0, behind.stderr)
        await thereAre(folder, told, env)
        const [backup = 0, restore = 0] = took
        console.log(
          `${said.split('\n')[0]}\nbackup ${backup.toFixed(0)} s beside ${during} reports, restore ${restore.toFixed(0)} s`,
        )
        assert.ok(backup + restore < 600, 'within ten minutes')
      } finally {
        await senders.stop()
        await desk.close()
      }
    })
  })

async function thereAre(
  folder: string,
  told: readonly { receipt: string; title: string }[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const open = await house({
    env: deskEnv(folder, { ...env, POSTERN_URL: 'http://localhost', PORT: '1' }),
    acceptNewOrigin: true,
    log: { request: () => undefined, failure: () => undefined, note: () => undefined },
  })
  try {
    for (const { receipt, title } of told) {
      const request = new Request('http://localhost/api/v1/thread', {
        headers: { authorization: `Receipt ${receipt}` },
      })
      const answer = await open.fetch(request)
      assert.equal(answer.status, 200, title)
      assert.equal(((await answer.json()) as { report: { title: string } }).report.title, title)
    }
  } finally {
    await open.close()
  }
}
