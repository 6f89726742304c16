import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bytesText } from './bytes.tsx'
import { agoText, dayText, momentText } from './time.tsx'

const noon = Date.UTC(2026, 10, 27, 12)
const day = 86_400_000

describe('telling a time', () => {
  it('names the weekday and says UTC', () => assert.equal(momentText(noon), 'Friday 27 November 2026, 12:00 UTC'))
  it('tells midnight as 00:00', () =>
    assert.equal(momentText(Date.UTC(2026, 10, 27)), 'Friday 27 November 2026, 00:00 UTC'))
  it('tells a day without its hour', () => assert.equal(dayText(noon), '27 November 2026'))
  it('tells how far away it is', () => {
    assert.equal(agoText(noon - 3 * day, noon), '3 days ago')
    assert.equal(agoText(noon + day, noon), 'tomorrow')
    assert.equal(agoText(noon + 2 * 3_600_000, noon), 'in 2 hours')
    assert.equal(agoText(noon - 90 * day, noon), 'last month')
    assert.equal(agoText(noon, noon), 'this minute')
  })
  it('speaks the language of the page', () =>
    assert.match(momentText(noon, 'de'), /^Freitag, 27\. November 2026, 12:00 UTC$/))
  it('has the comma of Arabic', () => assert.match(momentText(noon, 'ar'), /^[^,]+، 12:00 UTC$/))
})

describe('telling a size', () => {
  it('rounds as people do', () => {
    assert.equal(bytesText(812), '812 bytes')
    assert.equal(bytesText(2_400_000), '2.4 MB')
    assert.equal(bytesText(25_000), '25 kB')
    assert.equal(bytesText(0), '0 bytes')
  })
})
