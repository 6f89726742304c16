import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type LaneAsk, suggestLane } from './lane.ts'
import { mentionsOf } from './mentions.ts'

const ask = (title: string, text: string, more: Partial<LaneAsk> = {}): LaneAsk => ({
  title,
  text,
  mentions: mentionsOf(`${title}\n\n${text}`),
  notThere: [],
  there: [],
  project: 'Lantern',
  releases: ['4.36.1', '4.37.2', '4.38.0', '4.39.0'],
  ...more,
})
const laneOf = (...of: Parameters<typeof ask>) => suggestLane(ask(...of)).lane

describe('suggesting a lane', () => {
  it('is for review by default, in every language', () => {
    assert.equal(
      laneOf('Wick burns without a check', 'Lantern 4.39.0. trimWick() does not look at its argument.'),
      'review',
    )
    assert.equal(laneOf('Loch in der Laterne', 'Der Docht brennt, ohne dass jemand fragt.'), 'review')
    assert.equal(laneOf('', ''), 'review')
  })

  it('says what is not there, and what is', () =>
    assert.deepEqual(suggestLane(ask('x', 'y', { notThere: ['src/tap.go'], there: ['trimWick'] })), {
      lane: 'names-missing',
      reasons: ['src/tap.go is not in the code.', 'trimWick is there.'],
    }))

  it('sees that only versions without fixes are named', () => {
    assert.equal(laneOf('Oil leaks', 'Seen in Lantern 4.36.1 of our distribution.'), 'already-fixed')
    assert.equal(laneOf('Oil leaks', 'Seen in Lantern 4.36.1 and 4.39.0.'), 'review')
    assert.equal(laneOf('Oil leaks', 'Seen in Lantern 4.36.1, and still present on main.'), 'review')
    assert.equal(laneOf('Oil leaks', 'Seen in Lantern 4.36.1.', { releases: [] }), 'review')
  })

  it('knows what scanners find on websites', () => {
    assert.equal(
      laneOf('Missing X-Frame-Options', 'https://lantern.example does not send it: clickjacking.'),
      'scanner',
    )
    assert.equal(laneOf('SPF record softfail', 'Your domain lantern.example has p=none in DMARC policy.'), 'scanner')
  })

  it('keeps a report with substance, though it speaks of headers, money or time', () => {
    const steps = '1. log in\n2. curl -i https://desk.example/light\n\nI tested it on 4.39.0. Expected: 403.'
    assert.equal(laneOf('Frame guard skipped', `X-Frame-Options missing after trimWick().\n${steps}`), 'review')
    assert.equal(
      laneOf('Token replay', `${steps}\nI do not want a bounty or payment. I will publish in 90 days.`),
      'review',
    )
  })

  it('knows requests for money, threats, questions, thanks and applications', () => {
    assert.equal(laneOf('Bug bounty', 'Do you pay a reward? I accept PayPal, 100 USD.'), 'bounty')
    assert.equal(laneOf('Last warning', 'You have 24 hours, then I will publish everything.'), 'pressure')
    assert.equal(laneOf('Question', 'How do I install Lantern behind a proxy?'), 'support')
    assert.equal(laneOf('Thanks', 'Thank you for the quick fix and the credit!'), 'follow-up')
    assert.equal(laneOf('Application', 'Please find my CV attached, I look for an internship.'), 'support')
  })

  it('gives a reason whenever it suggests something', () => {
    for (const text of [
      'no captcha on login',
      'open ports on your server https://a.example',
      'please forward it to them',
    ])
      assert.notEqual(suggestLane(ask('a', text)).reasons.length, 0, text)
  })

  it('is done in a moment with the worst that anybody can send', () => {
    const pieces = [
      '\n',
      '1. ',
      'i set ',
      'paste ',
      'option to ',
      'missing ',
      'i will ',
      'spf ',
      'thank you ',
      'any news ',
      'a',
      ' ',
      'host under ',
      'critical: 1 ',
      'no mail ',
      'the documentation says ',
    ]
    for (const piece of pieces) {
      const began = process.cpuUsage()
      suggestLane(ask('a', piece.repeat(Math.ceil(2 ** 17 / piece.length)), { mentions: mentionsOf('') }))
      assert.ok(process.cpuUsage(began).user < 500_000, piece)
    }
  })
})
