import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, it } from 'node:test'
import { canonicalReport, checkProof, hashedText, isEd25519Spki, type Proof, signedLines } from './proof.ts'

const salt = 'AAECAwQFBgcICQoLDA0ODw'
const file = { sha256: 'b'.repeat(64) }
const report = { title: 'Cookie', description: 'It stays.', version: '4' }
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const spki = publicKey.export({ format: 'der', type: 'spki' })
const sha256 = createHash('sha256')
  .update(hashedText(salt, canonicalReport(report, [file])))
  .digest('hex')
const unsigned = {
  context: 'proof/v1',
  origin: 'https://desk.example',
  keyId: 'k1',
  time: '2027-03-03T12:00:00.000Z',
  salt,
  sha256,
} as const
const proof: Proof = {
  ...unsigned,
  signature: sign(null, Buffer.from(signedLines(unsigned)), privateKey).toString('base64url'),
}

describe('proving that a report was submitted', () => {
  it('gives equal reports equal text, in whatever order they were typed', () => {
    const { title, description, version } = report
    assert.equal(
      canonicalReport({ version, description, title, impact: undefined }, [file]),
      canonicalReport(report, [file]),
    )
  })

  it('gives different text for any other word or file', () => {
    const texts = [
      canonicalReport(report, [file]),
      canonicalReport({ ...report, version: '5' }, [file]),
      canonicalReport({ ...report, impact: '' }, [file]),
      canonicalReport(report, []),
      canonicalReport(report, [file, file]),
      canonicalReport(report, [{ sha256: 'c'.repeat(64) }]),
    ]
    assert.equal(new Set(texts).size, texts.length)
  })

  it('signs lines that name what they are for, with nothing of the report in clear', () => {
    assert.equal(
      signedLines(proof),
      `proof/v1\nhttps://desk.example\nk1\n2027-03-03T12:00:00.000Z\n${salt}\n${sha256}\n`,
    )
    assert.ok(verify(null, Buffer.from(signedLines(proof)), publicKey, Buffer.from(proof.signature, 'base64url')))
    assert.doesNotMatch(JSON.stringify(proof), /Cookie|stays/)
  })
})

describe('checking the shape of a proof', () => {
  it('takes a whole one, with its key in either base64', () => {
    assert.deepEqual(checkProof(proof), { proof })
    for (const encoding of ['base64', 'base64url'] as const)
      assert.deepEqual(checkProof(proof, spki.toString(encoding)), { proof })
  })

  for (const [what, value] of [
    ['no object', 'proof'],
    ['a missing part', { ...proof, salt: undefined }],
    ['an added part', { ...proof, title: 'x' }],
    ['another context', { ...proof, context: 'proof/v2' }],
    ['a line break that would shift the lines', { ...proof, keyId: 'k1\nx' }],
    ['a time without zone', { ...proof, time: '2027-03-03T12:00:00' }],
    ['a short salt', { ...proof, salt: 'AAEC' }],
    ['a signature of another length', { ...proof, signature: 'AA' }],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.match((checkProof(value) as { wrong: string }).wrong, /^This is no proof of submission/))

  it('refuses a key of another kind', () => {
    const x25519 = generateKeyPairSync('x25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
    assert.ok(!isEd25519Spki(x25519))
    assert.deepEqual(checkProof(proof, x25519), { wrong: 'The key is no Ed25519 public key.' })
  })
})
