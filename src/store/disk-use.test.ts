import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { diskUse } from './disk-use.ts'

describe('how full the disk is', () => {
  const asked = (folder: string) => diskUse([folder], () => 0)()

  it('is known also for a folder that is made when it is needed', () => {
    const here = asked(import.meta.dirname)
    assert.ok(here > 0 && here <= 1, String(here))
    assert.ok(Math.abs(asked(join(import.meta.dirname, 'not', 'there', 'yet')) - here) < 0.02)
  })

  it('is asked at most every two seconds', () => {
    let now = 0
    const folders = [import.meta.dirname]
    const use = diskUse(folders, () => now)
    const first = use()
    folders[0] = '/proc'
    assert.equal(use(), first)
    now = 2_000
    assert.notEqual(use(), first)
  })
})
