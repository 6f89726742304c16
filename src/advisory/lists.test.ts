import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { caseOf, documentOf, drafted, fields, publicOf, received, released } from '../../test/advisories.ts'
import { lists } from './lists.ts'

const c = caseOf({ type: 'NoteAdded', text: 'secret-note', files: [] }, released, drafted())
const preview = (extent: 'brief' | 'full') => ({
  brief: publicOf(documentOf(c, 'brief')),
  full: publicOf(documentOf(c, 'full')),
  extent,
})
const labels = (things: readonly { label: string }[]) => things.map(({ label }) => label)

describe('looking at what publishing does', () => {
  it('lists under "now" exactly what the next revision says', () => {
    const { now } = lists(preview('brief'), c)
    assert.ok(now.some(({ label, value }) => label === 'Summary' && value === fields.summary))
    assert.ok(now.some(({ label, value }) => label === 'Credit' && value === 'Ada Lovelace (https://github.com/ada)'))
    assert.ok(now.some(({ value }) => value === 'Lantern: from 4.30.0 up to, but not including, 4.39.1'))
    assert.ok(!labels(now).includes('Details'))
  })

  it('lists under "later" what a brief revision holds back', () => {
    assert.deepEqual(labels(lists(preview('brief'), c).later), ['Details', 'How to reproduce'])
    assert.deepEqual(lists(preview('full'), c).later, [])
    assert.ok(labels(lists(preview('full'), c).now).includes('Details'))
  })

  it('lists under "never" every answer of the report and what the team keeps to itself', () => {
    const { never } = lists(preview('full'), c)
    assert.ok(received.type === 'ReportReceived')
    // Two for title and description, one for each other answer.
    const ofReport = Object.keys(received.report).length
    assert.equal(never.filter(({ label }) => !others.includes(label)).length, ofReport)
    assert.ok(never.some(({ label, value }) => label === 'Team notes' && value === '1 note'))
    assert.ok(never.some(({ label, value }) => label === 'Files' && value === 'secret-file.pdf'))
  })

  it('shows nothing under "now" or "later" that it shows under "never"', () => {
    const { now, later } = lists(preview('brief'), c)
    assert.doesNotMatch(JSON.stringify([now, later]), /secret-/)
  })
})

const others = ['Case number', 'Messages', 'Team notes', 'Files', 'Contact of the reporter']
