/** A stretch of text as it was written, or a marker that stands for characters nobody can see. */
export type Stretch = { readonly text: string } | { readonly marker: string }

/**
 * Splits a stranger's text so that nothing in it can hide: control characters, bidi overrides, zero-width characters
 * and lone surrogates become markers such as ⟨U+202E⟩ (Unicode TR36, "Trojan Source"). A tower of combining marks is
 * cut after four, which no living language exceeds.
 */
export function visible(text: string, lines: 'one' | 'many' = 'one'): readonly Stretch[] {
  const stretches: Stretch[] = []
  const normal = lines === 'many' ? text.replaceAll('\r\n', '\n') : text
  let at = 0
  for (const found of normal.matchAll(lines === 'many' ? hiddenInLines : hiddenInOneLine)) {
    if (found.index > at) stretches.push({ text: normal.slice(at, found.index) })
    stretches.push({ marker: markerFor(found[0]) })
    at = found.index + found[0].length
  }
  if (at < normal.length) stretches.push({ text: normal.slice(at) })
  return stretches
}

/** The same as one string, where no markup can stand. */
export function visibleText(text: string, lines: 'one' | 'many' = 'one'): string {
  return visible(text, lines)
    .map((stretch) => ('text' in stretch ? stretch.text : stretch.marker))
    .join('')
}

// Joiners are part of how these scripts are spelled, and of emoji families; there they stay.
const joined =
  '[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}' +
  '\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}' +
  '\\p{Script=Khmer}\\p{Script=Mongolian}\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F]'
const joiner = `(?<!${joined})[\\u200C\\u200D]|[\\u200C\\u200D](?!${joined})`
// Cc control, Cf format (bidi controls, zero-width, tags, soft hyphen), Cs lone surrogates, Zl and Zp line separators,
// and letters that draw nothing at all.
const unseen = '(?![\\u200C\\u200D])[\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u115F\\u1160\\u3164\\uFFA0\\u2800]'
const tower = '(?<=\\p{Mn}{4}|\\p{Me}{4})[\\p{Mn}\\p{Me}]+'

// One kind of character repeated makes one marker; a page of NULs must not become a page of markup.
const hiddenInOneLine = hidden('\\p{Cc}')
const hiddenInLines = hidden('(?![\\n\\t])\\p{Cc}')

function hidden(control: string): RegExp {
  return new RegExp(`(?:(${control}|${unseen})\\1*)|${joiner}|${tower}`, 'gu')
}

function markerFor(run: string): string {
  const first = run.codePointAt(0) ?? 0
  if (run.length > 1 && isMark.test(run)) return `⟨+${[...run].length} marks⟩`
  const count = run.length / (first > 0xffff ? 2 : 1)
  const name = `U+${first.toString(16).toUpperCase().padStart(4, '0')}`
  return count > 1 ? `⟨${name} ×${count}⟩` : `⟨${name}⟩`
}

const isMark = /^[\p{Mn}\p{Me}]/u
