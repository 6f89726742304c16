import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { englishSteps } from '../../src/case/step-words.ts'
import type { StepView } from '../../src/case/view.ts'
import { acceptedLanguage, languages } from '../../src/web/pages/messages/languages.ts'
import { inWords } from '../../src/web/pages/steps-in-words.ts'
import { root } from '../machine.ts'
import { visitor } from '../stand-ins/visitor.ts'
import { report, someReport, type TestDesk, testDesk } from './visitor.ts'

const yaml = `project:
  name: Lantern
contacts:
  - kind: form
  - kind: email
    to: security@lantern.example
    lastResort: true
report: { severity: cvss-4.0, aiUse: true, translation: true, configuration: true, codeOfConduct: https://lantern.example/conduct }
`
const pages = ['/', '/report', '/receipt', '/confirm', '/take-over', '/team', '/credits', '/advisories']

describe('the language of the reporter’s side', () => {
  let desk: TestDesk
  before(async () => {
    desk = await testDesk({ yaml })
  })
  after(() => desk.close())

  const read = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await desk.house.fetch(
      new Request(new URL(path, desk.origin), { headers: { host: new URL(desk.origin).host, ...headers } }),
      '192.0.2.7',
    )
    return { response, page: await response.text() }
  }
  const htmlOf = (page: string): string => /<html [^>]*>/.exec(page)?.[0] ?? ''

  it('is the one that the browser asks for, with its direction', async () => {
    for (const path of pages) {
      assert.equal(htmlOf((await read(path)).page), '<html lang="en" dir="ltr">')
      assert.equal(
        htmlOf((await read(path, { 'accept-language': 'de-AT,de;q=0.9' })).page),
        '<html lang="de" dir="ltr">',
      )
      const { page, response } = await read(path, { 'accept-language': 'ar-EG' })
      assert.equal(htmlOf(page), '<html lang="ar" dir="rtl">')
      assert.equal(response.headers.get('content-language'), 'ar')
      assert.match(response.headers.get('vary') ?? '', /Accept-Language, Cookie/)
      assert.equal(response.headers.get('set-cookie'), null, 'nobody chose anything')
    }
  })

  it('is weighed as browsers mean it', () => {
    const asked = {
      'fr, ar;q=0.5, de;q=0.9': 'de',
      'fr;q=1': 'en',
      '*': 'en',
      'de;q=0, ar;q=0.1': 'ar',
      DE: 'de',
      '': 'en',
    }
    for (const [header, language] of Object.entries(asked)) assert.equal(acceptedLanguage(header), language, header)
    assert.equal(acceptedLanguage('x'.repeat(100_000)), 'en')
    assert.equal(acceptedLanguage('__proto__, constructor;q=2, de;q=abc'), 'de')
  })

  it('can be chosen by a link, on every page from then on', async () => {
    const reader = visitor(desk.house, desk.origin)
    const first = await reader.get('/report')
    assert.match(first.body, /href="\/report\?language=de"/)
    await reader.get('/report?language=de')
    assert.equal(reader.cookie('__Host-postern-language'), 'de')
    for (const path of pages) assert.equal(htmlOf((await reader.get(path)).body), '<html lang="de" dir="ltr">')
    await reader.get('/?language=klingon')
    assert.equal(reader.cookie('__Host-postern-language'), 'de')
  })

  it('goes along through form, review and receipt, and says what is wrong in it', async () => {
    const reporter = visitor(desk.house, desk.origin)
    await reporter.get('/report?language=de')
    const empty = await reporter.submit('/report', { do: 'review' })
    assert.equal(empty.status, 422)
    assert.match(empty.body, /Geben Sie der Meldung einen kurzen Titel/)
    assert.doesNotMatch(empty.body, /\?language=/, 'no link leads away from what was typed')
    const review = await reporter.submit('/report', {
      do: 'review',
      title: 'Türe',
      description: 'Steht offen.',
      credit: 'none',
    })
    assert.match(review.body, /Stimmt das so\?.*Gar nicht erwähnt/s)
    const sent = await reporter.submit('/report', { do: 'send' })
    assert.match(sent.body, /Ihre Meldung ist angekommen.*Freitag, 27\. November 2026/s)
  })

  it('stays on the thread, for what went wrong in it, and in its validator', async () => {
    const reporter = desk.visitor()
    await report(reporter, someReport)
    await reporter.send('/receipt')
    const inEnglish = reporter.headers.get('etag')
    await reporter.get('/thread?language=de')
    assert.equal(htmlOf(reporter.page), '<html lang="de" dir="ltr">')
    assert.match(reporter.words, /Als Nächstes wird das Team Ihre Meldung prüfen\. Sie hören von uns bis Freitag, 27\./)
    assert.equal(reporter.headers.get('content-language'), 'de')
    assert.match(reporter.headers.get('vary') ?? '', /Accept-Language, Cookie/)
    assert.equal(reporter.headers.get('etag'), inEnglish?.replace(/"$/, '.de"'))
    const hidden = reporter.hidden('/thread/message')
    await reporter.send('/thread/message', { text: '' })
    assert.match(reporter.words, /Schreiben Sie zuerst ein paar Worte\./)
    await reporter.send('/thread/decline-answer', { ...hidden, text: 'Doch.' })
    assert.match(reporter.words, /So lässt sich nur auf eine Ablehnung antworten\./)
    const left = sentencesOf(languages.en).filter((sentence) => reporter.page.includes(sentence))
    assert.deepEqual(left, [])
  })

  it('is that of a page that has nothing but a reason', async () => {
    const { page, response } = await read('/nothing-here', { 'accept-language': 'ar' })
    assert.equal(response.status, 404)
    assert.equal(htmlOf(page), '<html lang="ar" dir="rtl">')
    assert.match(page, /لا شيء هنا/)
  })

  it('leaves no sentence in English behind, but for what the project wrote', async () => {
    const english = sentencesOf(languages.en)
    for (const language of ['de', 'ar'] as const) {
      for (const path of pages) {
        const { page } = await read(`${path}?language=${language}`)
        const left = english.filter((sentence) => page.includes(sentence))
        assert.deepEqual(left, [], `${path} in ${language}`)
      }
    }
  })
})

describe('the messages', () => {
  const all = Object.entries(languages)

  it('put the same things into the same sentences', () => {
    const names = (text: string): readonly string[] =>
      [...text.matchAll(/\{[a-z]+\}/g)].map(([name]) => name).toSorted()
    const reference = new Map(leaves(languages.en))
    for (const [language, messages] of all)
      for (const [path, text] of leaves(messages))
        if (!path.includes('problems'))
          assert.deepEqual(names(text), names(reference.get(path) ?? ''), `${language} ${path}`)
  })

  it('leave nothing in the words of English, but for names and the words that the languages share', () => {
    const reference = new Map(leaves(languages.en))
    for (const language of ['de', 'ar'] as const)
      for (const [path, text] of leaves(languages[language]))
        if (text === reference.get(path)) assert.ok(shared[language].has(text), `${language} ${path}: ${text}`)
  })

  it('have a word for everything that comes next', () => {
    const source = readFileSync(join(root, 'src/case/process.ts'), 'utf8')
    const acts = [...source.matchAll(/by\('(team|reporter)', '\w+', '([^']+)'/g)]
    assert.ok(acts.length >= 12)
    for (const [, who = '', what = ''] of acts)
      for (const [language, { thread }] of all)
        assert.ok(what in (who === 'team' ? thread.next.theirActs : thread.next.yourActs), `${language}: ${what}`)
  })

  it('know the steps of a policy that says nothing itself, and leave the words of the others alone', () => {
    const step: StepView = {
      number: '1',
      kind: 'update',
      text: englishSteps.steps.update.replace('{days}', englishSteps.days(7)),
      state: 'ahead',
      optional: false,
      doneAt: null,
      skippedBecause: null,
      steps: [],
      together: false,
    }
    const review = { ...step, text: englishSteps.steps.review, steps: [{ ...step, text: englishSteps.reviewLoop[0] }] }
    const own = { ...step, text: 'We have tea.' }
    const { steps } = languages.de.policyText
    assert.match(inWords(step, steps).text, /Etwa 7 Tage nach der Freigabe/)
    assert.equal(inWords(review, steps).text, steps.steps.review)
    assert.equal(inWords(review, steps).steps[0]?.text, steps.reviewLoop[0])
    assert.equal(inWords(own, steps).text, 'We have tea.')
    assert.equal(inWords(step, englishSteps), step)
  })

  it('know everything that the form can find wrong', () => {
    const source = readFileSync(join(root, 'src/desk/report-form.ts'), 'utf8')
    const sentences = [...source.matchAll(/text:\s*'([^']{10,})'/g)].map(([, text = '']) => text)
    assert.ok(sentences.length >= 10)
    for (const language of ['de', 'ar'] as const)
      for (const sentence of sentences) assert.ok(languages[language].problems[sentence], `${language}: ${sentence}`)
  })

  it('hold no markup and no empty sentence', () => {
    for (const [language, messages] of all)
      for (const [path, text] of leaves(messages)) {
        assert.ok(text.trim() !== '', `${language} ${path}`)
        assert.doesNotMatch(text, /<[a-z]|&[a-z]+;/, `${language} ${path}`)
      }
  })
})

const shared: Readonly<Record<'de' | 'ar', ReadonlySet<string>>> = {
  de: new Set([
    'Code',
    'Passkey',
    'Passkeys',
    'Team',
    'GitHub',
    'Matrix',
    'Discord',
    'Code:',
    'Version',
    'CVE',
    'Image',
    'Name',
  ]),
  ar: new Set(['GitHub', 'Matrix', 'Discord', 'CVE']),
}

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return [1, 2, 3, 11].map((count) => [`${path}(${count})`, String(value(count))])
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`))
}

/** What a reader would notice: whole sentences, and not the words that many languages share. */
const sentencesOf = (messages: object): readonly string[] =>
  leaves(messages)
    .map(([, text]) => text)
    .filter((text) => text.length > 14 && text.includes(' ') && !text.includes('{'))
    .map((text) => text.replaceAll('&', '&amp;'))
