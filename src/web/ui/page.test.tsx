import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Page } from './page.tsx'
import { ReceiptCode } from './receipt-code.tsx'
import { renderPage } from './render.ts'
import { Steps } from './steps.tsx'
import { GroupedTable } from './table.tsx'

const frame = {
  project: 'Fjordgate',
  lang: 'ar',
  dir: 'rtl',
  stylesheet: '/assets/postern.1.css',
  favicon: '/assets/door.1.svg',
} as const

describe('a page', () => {
  const html = renderPage(
    <Page frame={frame} title="Report" nav={[{ href: '/', label: 'Policy', current: true }]}>
      <p>x</p>
    </Page>,
  )

  it('is a whole document in its language and direction', () => {
    assert.match(html, /^<!doctype html>\n<html lang="ar" dir="rtl">/)
    assert.match(html, /<title>Report · Fjordgate<\/title>/)
    assert.match(html, /aria-current="page"/)
  })

  it('has no script and no style of its own for the public', () => {
    assert.doesNotMatch(html, /<script|<style| style=| on[a-z]+=/)
  })

  it("loads members' scripts from files", () => {
    const desk = renderPage(
      <Page frame={frame} title="Inbox" layout="desk" scripts={['/assets/desk.1.js']}>
        x
      </Page>,
    )
    assert.match(desk, /<script type="module" src="\/assets\/desk\.1\.js"><\/script>/)
  })
})

describe('the steps of a case', () => {
  it('are told in words, with the present one marked', () => {
    const html = renderPage(
      <Steps
        label="Steps"
        steps={[
          { text: 'one', state: 'done' },
          { text: 'two', state: 'skipped', number: '2' },
          { text: 'three', state: 'present', nested: 'unordered', steps: [{ text: 'a' }] },
          { text: 'four', state: 'ahead' },
        ]}
      />,
    )
    assert.match(html, /aria-current="step".*three/s)
    for (const word of ['Done', 'Skipped', 'Now']) assert.ok(html.includes(word))
    assert.match(html, /<ul class="steps"/)
  })
})

describe('the receipt code', () => {
  it('is copied as it is', () => {
    const html = renderPage(<ReceiptCode code="one-two-three" />)
    assert.equal(
      html
        .replace(/^<!doctype html>/, '')
        .replaceAll(/<[^>]*>/g, '')
        .trim(),
      'one-two-three',
    )
  })
})

describe('a table in groups', () => {
  it('leaves out the empty ones', () => {
    const html = renderPage(
      <GroupedTable
        caption="Cases"
        columns={[{ head: 'Case', lead: true }]}
        groups={[
          { key: 'a', title: 'Exploited', rows: [] },
          { key: 'b', title: 'New', rows: [{ key: '1', cells: ['P-1'] }] },
        ]}
      />,
    )
    assert.ok(html.includes('New') && !html.includes('Exploited'))
  })
})
