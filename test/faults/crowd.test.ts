/** Many people at once, each with a file. The bench measures how long it takes; here nobody may be lost. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { crowd, type PressureFigures } from '../../bench/pressure.ts'

describe('64 people who send a report with a file of 2 MiB at the same time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-crowd-'))
  let figures: PressureFigures['crowd']
  before(async () => {
    figures = await crowd(folder)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('are all let through', () => {
    assert.deepEqual(figures.uploaded.failed, [])
    assert.equal(figures.uploaded.sent, 64)
  })

  it('have a case each', () => {
    assert.equal(figures.cases, 64)
  })

  it('fit into 300 MB', () => {
    assert.ok(figures.peakRss < 300e6, `${Math.round(figures.peakRss / 1e6)} MB`)
  })
})
