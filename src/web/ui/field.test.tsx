import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { renderToString } from 'preact-render-to-string'
import { Button } from './button.tsx'
import { Radios } from './choice.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { Form } from './form.tsx'
import { PersonLines, PersonText } from './person-text.tsx'
import { TextArea, TextField } from './text-field.tsx'

describe('a field', () => {
  it('ties label, hint and error to the control', () => {
    const html = renderToString(<TextField name="title" label="Title" hint="One line." error="Please give a title." />)
    assert.match(html, /<label for="title">/)
    assert.match(html, /aria-describedby="title-hint title-error"/)
    assert.match(html, /aria-invalid="true"/)
    assert.match(html, /id="title-error"/)
  })

  it('shows what was typed again, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const input = renderToString(<TextField name="t" label="T" value={text} />)
        assert.ok(input.match(/^<div class="field"><label for="t">T<\/label><input [^<>]*\/?><\/div>$/), input)
        const area = renderToString(<TextArea name="t" label="T" value={text} />)
        assert.ok(
          area.match(/^<div class="field"><label for="t">T<\/label><textarea [^<>]*>[^<]*<\/textarea><\/div>$/),
          area,
        )
      }),
    )
  })

  it('keeps a first empty line, which HTML would drop', () => {
    assert.match(renderToString(<TextArea name="t" label="T" value={'\nx'} />), />\n\nx<\/textarea>/)
  })

  it('lets the error summary lead to the first choice', () => {
    const html = renderToString(
      <Radios
        name="credit"
        label="Credit"
        error="Choose."
        choices={[
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ]}
        value="b"
      />,
    )
    assert.match(html, /<input id="credit" type="radio"/)
    assert.match(html, /value="b" checked/)
    assert.match(renderToString(<ErrorSummary errors={[{ id: 'credit', text: 'Choose.' }]} />), /href="#credit"/)
  })
})

describe('a button that cannot be pressed now', () => {
  it('stays, with its reason', () => {
    const html = renderToString(<Button refused="Users are still updating.">Publish</Button>)
    assert.match(html, /disabled/)
    assert.match(html, /Users are still updating\./)
  })
})

describe('a form', () => {
  it('goes nowhere but to this desk', () => {
    assert.throws(() => renderToString(<Form action="https://evil.example/">x</Form>))
    assert.throws(() => renderToString(<Form action="//evil.example/">x</Form>))
  })
})

describe("a stranger's text in a page", () => {
  it('is text and markers, whatever it contains', () => {
    const inside = '(?:[^<]|<span class="unseen">[^<]*</span>)*'
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('<script>alert(1)</script>', '<svg onload=x>', '"><img src=x onerror=y>'),
        ),
        (text) => {
          assert.match(renderToString(<PersonText text={text} />), new RegExp(`^<bdi class="person">${inside}</bdi>$`))
          assert.match(
            renderToString(<PersonLines text={text} />),
            new RegExp(`^<div class="person person-lines" dir="auto">${inside}</div>$`),
          )
        },
      ),
    )
  })

  it('does not let the page grow with the attack', () => {
    const html = renderToString(<PersonLines text={'\u202E\u0000'.repeat(32_000)} />)
    assert.ok(html.length < 1_000_000)
  })
})
