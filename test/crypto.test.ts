import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { before, describe, it } from 'node:test'
import { readProject, type Source } from './house/source.ts'

const root = rootAbove(import.meta.dirname)

/** What the product computes in secret, read off its sources (ASVS 5.0, 11.1.3): one list of it, and it is whole. */
describe('cryptography', () => {
  let product: readonly Source[]
  before(async () => {
    product = (await readProject(root)).filter(
      ({ path }) => /^src\/.*\.tsx?$/.test(path) && !/\.(test|d)\.tsx?$/.test(path),
    )
    assert.ok(product.length > 300, `${product.length} sources`)
  })

  const using = (pattern: RegExp, of = product) =>
    of
      .filter(({ text }) => pattern.test(text))
      .map(({ path }) => path)
      .toSorted()
  const inBrowser = () => product.filter(({ path }) => path.startsWith('src/web/islands/'))
  const called = (name: string) =>
    new Set(
      product.flatMap(({ text }) => [...text.matchAll(new RegExp(`\\b${name}\\('([^']+)'`, 'g'))].map(([, of]) => of)),
    )

  it('stands in the list of docs/security.md, file by file', () => {
    const [, section = ''] = readFileSync(join(root, 'docs/security.md'), 'utf8').split(
      '### What is computed with what',
    )
    const listed = [...(section.split('\n## ')[0] ?? '').matchAll(/`(src\/[^`]+)`/g)].map(([, path]) => path)
    assert.equal(new Set(listed).size, listed.length, 'each once')
    // Ids of commands are no secrets: `randomUUID` alone needs no place in the list.
    const computing = product.filter(({ text }) =>
      [...text.matchAll(/import (type )?\{([^}]*)\} from 'node:crypto'/g)].some(
        ([, , names = '']) => names.trim() !== 'randomUUID',
      ),
    )
    assert.deepEqual(listed.toSorted(), computing.map(({ path }) => path).toSorted())
  })

  it('comes from OpenSSL through node:crypto, or from the libraries named here', () => {
    for (const library of ['@simplewebauthn/server', 'openid-client', 'aws4fetch'])
      assert.ok(using(new RegExp(`(?:from |import\\()'${library}'`)).length > 0, library)
    assert.deepEqual(using(/\bcrypto\.subtle\b|\bwebcrypto\b/), [])
    assert.deepEqual(using(/from '(?:crypto-js|node-forge|tweetnacl|jsonwebtoken|@noble\/[^']+)'/), [])
  })

  it('uses these algorithms and no others', () => {
    for (const name of ['createHash', 'createHmac', 'hkdfSync']) assert.deepEqual([...called(name)], ['sha256'], name)
    for (const name of ['createCipheriv', 'createDecipheriv'])
      assert.deepEqual([...called(name)], ['aes-256-gcm'], name)
    // Every call names its algorithm where it stands, so that this test sees it.
    assert.deepEqual(using(/\b(?:createHash|createHmac|hkdfSync|createCipheriv|createDecipheriv)\((?!')/), [])
    assert.deepEqual(
      using(/\b(?:generateKeyPair|createSign|createVerify|publicEncrypt|pbkdf2|scrypt|createDiffieHellman)\w*\(/),
      [],
    )
  })

  it('draws chance from the operating system’s generator alone', () => {
    // Both only wait a little, so that two nodes do not meet again and again.
    assert.deepEqual(using(/\bMath\.random\b/), ['src/desk/outbox.ts', 'src/store/postgres.ts'])
    assert.deepEqual(using(/\bgetRandomValues\b|\bpseudoRandomBytes\b/), [])
  })

  it('compares secrets in constant time', () => {
    const comparing = using(/\btimingSafeEqual\(/)
    assert.deepEqual(comparing, [
      'src/desk/accounts/codes.ts',
      'src/team/ceremony.ts',
      'src/web/form-token.ts',
      'src/web/said-by-proxy.ts',
    ])
    // Elsewhere a secret is looked up by a keyed tag: nothing that was made of it is compared here.
    const keyed = product.filter(({ text }) => /\bcreateHmac\(/.test(text))
    assert.deepEqual(using(/\.digest\([^)]*\)\s*[!=]==|[!=]==\s*(?:mac|signature|secret|token)\b(?!\.)/, keyed), [])
  })

  it('keeps nothing of a case in the browser', () => {
    assert.deepEqual(using(/\b(?:localStorage|indexedDB|document\.cookie)\b/, inBrowser()), [])
    assert.deepEqual(using(/\bsessionStorage\b/, inBrowser()), ['src/web/islands/hands/memory.ts'])
    // Where somebody stood in a list: an address of the desk and a row of it, until the tab is closed.
    assert.deepEqual(using(/\bremember\(/, inBrowser()), [
      'src/web/islands/hands/focus.ts',
      'src/web/islands/hands/memory.ts',
    ])
  })
})

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder))
}
