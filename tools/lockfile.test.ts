import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lockfileFaults } from './lockfile.ts'

const faultsOf = (entry: object) => lockfileFaults(JSON.stringify({ packages: { '': {}, 'node_modules/a': entry } }))
const integrity = 'sha512-x'

describe('checking the lockfile', () => {
  it('accepts packages with a digest and no address', () => {
    assert.deepEqual(faultsOf({ version: '1.0.0', integrity }), [])
  })

  it('refuses an address, whichever it is', () => {
    assert.equal(faultsOf({ integrity, resolved: 'https://packages.example/a-1.0.0.tgz' }).length, 2)
    assert.equal(faultsOf({ integrity, resolved: 'file:../a' }).length, 1)
  })

  it('refuses a package without a digest', () => {
    assert.equal(faultsOf({ version: '1.0.0' }).length, 1)
    assert.equal(faultsOf({ dev: true, optional: true, os: ['linux'], cpu: ['x64'] }).length, 1)
    assert.equal(faultsOf({ optional: true, os: ['darwin'], cpu: ['x64'] }).length, 1)
  })

  it('accepts a development binary for another system without one', () => {
    assert.deepEqual(faultsOf({ dev: true, optional: true, os: ['darwin'], cpu: ['arm64'] }), [])
    assert.deepEqual(faultsOf({ dev: true, optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] }), [])
  })

  it('refuses an empty list, which is what a wrong file looks like', () => {
    assert.equal(lockfileFaults('{"packages":{}}').length, 1)
  })
})
