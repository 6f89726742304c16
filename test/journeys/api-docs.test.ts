import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { needs, root } from '../machine.ts'
import { type Json, openHouse, type TestHouse } from './house-kit.ts'

/** docs/api.md, run from top to bottom against a real desk, as somebody would who reads it for the first time. */
describe('the commands of docs/api.md', { skip: needs('curl') }, () => {
  const blocks = commandsOf(readFileSync(join(root, 'docs/api.md'), 'utf8'))
  const folder = mkdtempSync(join(tmpdir(), 'postern-api-docs-'))
  const known: Record<string, string> = {}
  let desk: TestHouse

  before(async () => {
    desk = await openHouse({ env: { POSTERN_URL: '', HOST: '127.0.0.1', PORT: '0' } })
    known.POSTERN = (await desk.house.open()).url
    known.TOKEN = (await desk.member('ada')).token
    writeFileSync(join(folder, 'report.json'), JSON.stringify({ title: 'With a file', description: 'See proof.txt.' }))
    for (const name of ['proof.txt', 'fix.patch']) writeFileSync(join(folder, name), 'x')
  })
  after(async () => {
    await desk?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('are all of them here', () => {
    assert.ok(blocks.length >= 14)
    assert.deepEqual(
      blocks.filter(({ expected }) => expected === undefined),
      [],
    )
  })

  for (const [at, { expected = '', command }] of blocks.entries())
    it(`${at + 1}. answer ${expected}: ${/"type": "(\w+)"/.exec(command)?.[1] ?? command.split('"')[1]}`, async () => {
      const { status, body } = await run(command)
      const [wanted, refused] = expected.split(' ')
      assert.equal(status, wanted, JSON.stringify(body))
      if (refused !== undefined) assert.equal(body.refused, refused)
      // The first report is the one the page goes on with.
      known.RECEIPT ??= body.receipt
      known.CASE ??= body.case
    })

  function run(command: string): Promise<{ readonly status: string; readonly body: Json }> {
    const script = `curl() { command curl --noproxy '*' --max-time 20 -w '\\n%{http_code}' "$@"; }\n${command}`
    const shell = spawn('bash', ['-euc', script], { cwd: folder, env: { PATH: process.env.PATH, ...known } })
    let [out, wrong] = ['', '']
    shell.stdout.on('data', (piece) => (out += piece))
    shell.stderr.on('data', (piece) => (wrong += piece))
    return new Promise((resolve, reject) =>
      shell.on('close', () => {
        const [, body = '', status] = /^(.*)\n(\d{3})$/s.exec(out) ?? []
        if (status === undefined) reject(new Error(`${command}\n${out}${wrong}`))
        else resolve({ status, body: JSON.parse(body) })
      }),
    )
  }
})

/** Each block of shell, with what its first line promises. */
function commandsOf(text: string): readonly { readonly expected: string | undefined; readonly command: string }[] {
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => ({
    expected: /^# (.*)$/m.exec(block)?.[1],
    command: block,
  }))
}
