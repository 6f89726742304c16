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

const paragraph = (say: (count: number) => string): string =>
  Array.from({ length: 5 }, () => `${capital(say(17))}.`).join(' ')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A small generator of its own, so that no run depends on chance (Steele, Lea, Flood: SplitMix). */
function words(seed: number): (count: number) => string {
  let state = (seed + 1) >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return (mixed ^ (mixed >>> 16)) >>> 0
  }
  return (count) => Array.from({ length: count }, () => vocabulary[next() % vocabulary.length]).join(' ')
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
