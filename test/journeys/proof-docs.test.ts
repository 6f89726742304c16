import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { needs, root } from '../machine.ts'
import { type Json, openHouse, type TestHouse } from './house-kit.ts'

/** What docs/api.md says about a proof, done by somebody who has only that page: no function of ours helps. */
describe('checking a proof of submission by docs/api.md alone', () => {
  const page = readFileSync(join(root, 'docs/api.md'), 'utf8')
  const [, example = ''] = /^```bash\n(.*?openssl.*?)^```$/ms.exec(page) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'postern-proof-docs-'))
  let desk: TestHouse
  before(async () => {
    desk = await openHouse()
  })
  after(async () => {
    await desk.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const run = (script: string) => {
    const { stdout, status } = spawnSync('bash', ['-euc', script], { cwd: folder, encoding: 'utf8' })
    return { stdout, status }
  }

  it('the example is right, and any other letter in it is not', { skip: needs('openssl') }, () => {
    const right = run(example)
    const sha256 = /^SHA256=(\w+)$/m.exec(example)?.[1]
    assert.equal(right.stdout, `${sha256} *stdin\nSignature Verified Successfully\n`)
    assert.equal(run(example.replace('old cookie', 'new cookie')).stdout.startsWith(`${sha256} `), false)
    assert.notEqual(run(example.replace('12:00:00', '12:00:01')).status, 0)
  })

  it('a report that was sent over the API is what was signed', async () => {
    const report = {
      title: 'Session cookie “accepted” after sign-out',
      description: 'Line one.\nLine two, with a tab\tand a slash /.',
      version: '4.38.2',
      impact: '',
      aiUse: { discovery: 'none', reviewed: true },
      planAt: '2027-03-03T12:00:00Z',
      exploited: false,
      reporter: { name: 'Rosa Luz' },
      credit: { as: 'named', name: 'Rosa' },
    }
    const files = { 'b.txt': 'second letter, sent first', 'a.txt': 'x' }
    const { proof } = (await desk.report(report, { files })).sent.body
    const { reporter: _, credit: __, impact: ___, exploited: ____, ...answered } = report
    const line = inOrder({
      report: { ...answered, planAt: Date.UTC(2027, 2, 3, 12) },
      files: Object.values(files).map((bytes) => createHash('sha256').update(bytes).digest('hex')),
    })
    assert.equal(createHash('sha256').update(`${proof.salt}\n${line}`).digest('hex'), proof.sha256)
    assert.ok(await isSigned(proof))
    assert.equal(await isSigned({ ...proof, time: '2027-03-03T12:00:00.000Z' }), false)
  })

  const isSigned = async ({ signature, ...proof }: Json): Promise<boolean> => {
    const { keys } = JSON.parse(await desk.read('/.well-known/postern-keys.json'))
    const { spki } = keys.find(({ id }: { id: string }) => id === proof.keyId)
    const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' })
    const lines = ['context', 'origin', 'keyId', 'time', 'salt', 'sha256'].map((name) => `${proof[name]}\n`)
    return verify(null, Buffer.from(lines.join('')), key, Buffer.from(signature, 'base64url'))
  }
})

const inOrder = (value: Json): string =>
  Array.isArray(value)
    ? `[${value.map(inOrder).join(',')}]`
    : typeof value === 'object'
      ? `{${Object.keys(value)
          .sort()
          .map((key) => `${JSON.stringify(key)}:${inOrder(value[key])}`)
          .join(',')}}`
      : JSON.stringify(value)
