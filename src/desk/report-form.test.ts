import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { policy } from '../case/policy.ts'
import { filled, readReport } from './report-form.ts'

const plain = policy.parse({ project: { name: 'Example' } })
const asking = policy.parse({ project: { name: 'Example' }, report: { severity: 'cvss-4.0', aiUse: true } })
const now = Date.UTC(2027, 0, 1)
const needed = { title: 'A title', description: 'What happens' }
const problemsOf = (form: Record<string, string>, under = plain) => {
  const read = readReport({ ...needed, ...form }, under, now)
  return 'report' in read ? [] : read.map(({ field }) => field)
}
const reportOf = (form: Record<string, string>, under = plain) => {
  const read = readReport({ ...needed, ...form }, under, now)
  if (!('report' in read)) throw new Error(`not a report: ${JSON.stringify(read)}`)
  return read
}

describe('reading a report form', () => {
  it('needs a title and a description, and names each that is missing', () => {
    assert.deepEqual(problemsOf({ title: '', description: ' ' }), ['title', 'description'])
  })

  it('takes characters that nobody can see for nothing', () => {
    assert.deepEqual(problemsOf({ description: '\u200b\u200d\u2060\ufeff \u00ad' }), ['description'])
    assert.equal(filled('\u202e\u202c'), false)
    assert.equal(filled('\u200bx'), true)
  })

  it('keeps text exactly as it was typed', () => {
    const odd = 'a\u202eb\u0000c  \u0301'.repeat(3)
    assert.equal(reportOf({ description: odd }).report.description, odd)
  })

  it('never refuses a report for its rating', () => {
    assert.equal(reportOf({ cvss: 'very high, 9.8 (CVSS 3.1)' }, asking).report.cvss, 'very high, 9.8 (CVSS 3.1)')
  })

  it('does not mistake silence on AI for a statement', () => {
    assert.equal(reportOf({}, asking).report.aiUse, undefined)
    assert.deepEqual(reportOf({ aiDiscovery: 'none' }, asking).report.aiUse, { discovery: 'none' })
  })

  it('asks for "I reviewed this" only where AI was used', () => {
    assert.deepEqual(problemsOf({ aiDiscovery: 'a fuzzer with a model' }, asking), ['aiReviewed'])
    assert.deepEqual(problemsOf({ aiDiscovery: 'a fuzzer with a model', aiReviewed: 'yes' }, asking), [])
    assert.deepEqual(problemsOf({ aiDiscovery: 'None' }, asking), [])
  })

  it('keeps names out of the report itself', () => {
    const read = reportOf({
      name: 'Ada',
      email: 'ada@example.org',
      credit: 'named',
      creditName: 'Ada L.',
      creditUrl: 'https://ada.example',
    })
    assert.ok(!JSON.stringify(read.report).includes('Ada') && !JSON.stringify(read.report).includes('ada'))
    assert.deepEqual(read.naming, { name: 'Ada L.', url: 'https://ada.example' })
    assert.equal(read.credit, 'named')
  })

  it('takes a day for noon of that day, and refuses days that do not exist', () => {
    assert.equal(reportOf({ planAt: '2027-03-31' }).report.planAt, Date.UTC(2027, 2, 31, 12))
    assert.equal(reportOf({ planAt: '2027-03-31T08:30:00Z' }).report.planAt, Date.UTC(2027, 2, 31, 8, 30))
    for (const wrong of ['2027-02-30', '31.3.2027', 'soon', '2027-13-01'])
      assert.deepEqual(problemsOf({ planAt: wrong }), ['planAt'], wrong)
  })

  it('takes no address that mail could send elsewhere', () => {
    const wrong = [
      '"a@evil.example x"@desk.example',
      'a@b@c',
      'a@b',
      'a b@c.de',
      `${'a'.repeat(65)}@example.org`,
      'x@-a.de',
      'a@exa mple.org',
      'group: a@b.de;',
    ]
    for (const email of wrong) assert.deepEqual(problemsOf({ email }), ['email'], email)
    assert.deepEqual(problemsOf({ email: "o'neil+sec@mail.example.org" }), [])
  })

  it('takes a link for credit only where it leads to the web', () => {
    for (const creditUrl of ['javascript:alert(1)', 'ftp://a.example', 'example.org', 'https://user:pw@a.example'])
      assert.deepEqual(problemsOf({ credit: 'named', creditName: 'Ada', creditUrl }), ['creditUrl'], creditUrl)
  })

  it('says which field is too long, and how long it is', () => {
    const read = readReport({ ...needed, description: 'x'.repeat(65_537), title: 'y'.repeat(1_001) }, plain, now)
    assert.ok(!('report' in read))
    assert.deepEqual(read.map(({ field }) => field).sort(), ['description', 'title'])
    assert.ok(read.some(({ text }) => text.includes('65,537')))
  })
})
