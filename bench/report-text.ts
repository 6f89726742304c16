/** A report of about 2.5 KB, as people send them; the same number always gives the same text. */
export const reportText = (n: number): string =>
  JSON.stringify({ ...reportFields(n), reporter: { email: `reporter${n % 997}@example.org` } })

export function reportFields(n: number) {
  const say = words(n)
  return {
    title: `${capital(say(2))} ${say(3)} in ${say(1)} ${n}`,
    description: `${paragraph(say)}\n\n${paragraph(say)}\n\n${paragraph(say)}`,
    product: `lantern-${say(1)}`,
    version: `4.${n % 12}.${n % 7}`,
    reproduce: `1. Open the ${say(2)}.\n2. Send ${say(4)}.\n3. Look at the ${say(2)}.\n\n\`POST /${say(1)}/${n}\``,
    impact: `${capital(say(14))}.`,
  }
}

/** Of which only the size counts: the same few texts again and again. */
export function shortReport(n: number): { readonly title: string; readonly description: string } {
  if (shortTexts.length === 0)
    for (let seed = 0; seed < 512; seed++) shortTexts.push(reportFields(seed).description.slice(0, 260))
  const text = shortTexts[n % shortTexts.length] ?? ''
  return { title: `${text.slice(0, 30)} ${n}`, description: text }
}
const shortTexts: string[] = []

/**
 * A report as long as people write them, some 1,900 letters, with as many different words as their language has: common
 * ones often, most of them seldom (Zipf), here and there a CVE, a path and a name of a function.
 */
export function longReport(n: number): { readonly title: string; readonly description: string } {
  const draw = chances(n)
  const word = (): string => zipfWord(draw())
  const sentence = (): string => `${capital(Array.from({ length: 12 }, word).join(' '))}.`
  const places = `See CVE-${2015 + (n % 12)}-${1_000 + (n % 40_000)}, /${word()}/${word()}/${n % 977} and ${word()}_${word()}().`
  return {
    title: `${capital(word())} ${word()} ${word()} in ${word()} ${n}`,
    description: `${Array.from({ length: 11 }, sentence).join(' ')}\n\n${places}\n\n${Array.from({ length: 11 }, sentence).join(' ')}`,
  }
}

const differentWords = 60_000
/** With an even draw between 0 and 1: the word at place r comes about 1/r as often as the first one. */
function zipfWord(drawn: number): string {
  const place = Math.floor(differentWords ** drawn) - 1
  return vocabulary[place] ?? coined(place)
}

/** A word that is told apart from every other by its place. */
function coined(place: number): string {
  let text = ''
  for (let left = place; left > 0; left = Math.floor(left / syllables.length))
    text += syllables[left % syllables.length]
  return text
}
const syllables =
  'ba be bo da de di fa fi ga ge ha he ja ka ke ki la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se si ta te to va vi wa xo ya zu'.split(
    ' ',
  )

/** Numbers from 0 to 1. */
function chances(seed: number): () => number {
  const next = mixed(seed)
  return () => next() / 2 ** 32
}

const paragraph = (say: (count: number) => string): string =>
  Array.from({ length: 5 }, () => `${capital(say(17))}.`).join(' ')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Small generators of its own, so that no run depends on chance (Steele, Lea, Flood: SplitMix). */
function words(seed: number): (count: number) => string {
  const next = mixed(seed)
  return (count) => Array.from({ length: count }, () => vocabulary[next() % vocabulary.length]).join(' ')
}

function mixed(seed: number): () => number {
  let state = (seed + 1) >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return (mixed ^ (mixed >>> 16)) >>> 0
  }
}

const vocabulary = (
  'album archive account address answer backup browser button cache calendar caption comment cookie crash database delete device download ' +
  'export family filter folder form guest handler header image import invitation key language length library limit link log login map ' +
  'memory message number owner page parser password path photo picture preview printer private process proxy query queue reader record ' +
  'redirect request response restore route script secret server session setting share signature slash stream string table tag thumbnail ' +
  'title token upload user value version video view visitor window without wrong anybody arrives becomes before between checks contains ' +
  'decodes during every follows forgets guessed ignores inside keeps later leaves longer matches missing never nobody nothing opens other ' +
  'outside reads refuses remains removed returns second sends shows signed somebody still stops stored stranger takes twice until while'
).split(' ')
