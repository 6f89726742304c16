import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { limits } from '../limits.ts'
import { UploadsFull, uploads } from './uploads.ts'

const hour = 3_600_000

function small() {
  let now = Date.UTC(2027, 0, 1)
  const clock = { now: () => now, steady: () => now, every: () => ({ stop: () => undefined }) }
  return {
    later: (ms: number) => {
      now += ms
    },
    uploads: uploads({ clock, limits: limits.parse({ draftFiles: 100, draftHours: 24 }) }),
  }
}

describe('files that belong to nothing yet', () => {
  it('are refused once together they reach the limit', () => {
    const { uploads: files } = small()
    files.expect()
    files.arrived('a', 60)
    files.expect()
    files.arrived('b', 40)
    assert.throws(() => files.expect(), UploadsFull)
  })

  it('make room when they become part of a case', () => {
    const { uploads: files } = small()
    files.arrived('a', 100)
    files.kept(['a', 'unknown'])
    files.expect()
  })

  it('make room after a draft has had its day', () => {
    const { uploads: files, later } = small()
    files.arrived('a', 100)
    later(24 * hour)
    files.expect()
  })

  it('count once, however often they come', () => {
    const { uploads: files } = small()
    files.arrived('a', 60)
    files.arrived('a', 60)
    files.expect()
  })
})
