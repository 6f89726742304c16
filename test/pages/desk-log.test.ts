import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { type House, house } from '../../src/main.ts'
import { joins } from './keyed.ts'
import { begin } from './visitor.ts'

describe('the desk’s log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-log-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const config = join(folder, 'postern.yaml')
  const opens = (yaml: string, env: Readonly<Record<string, string>> = {}): Promise<House> => {
    writeFileSync(config, yaml)
    return house({
      env: {
        POSTERN_DATA: join(folder, 'data'),
        POSTERN_KEY_FILE: join(folder, 'root.key'),
        POSTERN_CONFIG: config,
        POSTERN_URL: 'https://security.example',
        ...env,
      },
      clock: { now: () => begin, steady: () => begin, every: () => ({ stop: () => undefined }) },
    })
  }
  const changes = async (desk: House) =>
    (await desk.team.log()).flatMap((fact) => (fact.type === 'SettingsChanged' ? [fact.settings] : []))

  it('names the settings that somebody changed in postern.yaml, and not what they say', async () => {
    const first = await opens('project: { name: Lantern }\n')
    assert.deepEqual(await changes(first), [])
    await first.close()
    const same = await opens('project:\n  name: Lantern # written otherwise\npublish: { updateWindow: 7 }\n')
    assert.deepEqual(await changes(same), [], 'a comment, and what is usual anyway, change nothing')
    await same.close()
    const marker = 'zyzzyva-account'
    const changed = await opens(
      `project: { name: Lantern }\npublish: { updateWindow: 3 }\nmail: { smtp: { host: mail.lantern.example, user: ${marker}, from: desk@lantern.example } }\n`,
      { POSTERN_SMTP_PASSWORD: 'zyzzyva-password' },
    )
    const [newest] = await changes(changed)
    assert.ok(newest?.includes('publish.updateWindow') && newest.includes('mail.smtp.user'), String(newest))
    const { visitor } = await joins(changed, 'Ada')
    await visitor.get('/desk/account')
    assert.match(visitor.page, /href="\/desk\/log"/)
    await visitor.get('/desk/log')
    assert.match(visitor.words, /postern\.yaml was changed: .*publish\.updateWindow/)
    assert.match(visitor.words, /The console/)
    assert.doesNotMatch(visitor.page, /zyzzyva/)
    await changed.close()
    const database = new DatabaseSync(join(folder, 'data', 'postern.db'), { readOnly: true })
    const meta = JSON.stringify(database.prepare('select name, value from desk_meta').all())
    database.close()
    assert.doesNotMatch(meta, /zyzzyva/)
    const again = await opens('project: { name: Lantern }\n')
    assert.equal((await changes(again)).length, 2)
    await again.close()
  })
})
