/**
 * What a text is compared by: the beginnings of its words. Six letters bring together what a stemmer would
 * (`allocate`, `allocation`, `allocator`) in any language that is written with spaces; the parts of a name in code
 * (`NewSessionStore`, `new_session_store`) count as words, and the name itself once more.
 */
export interface Told {
  readonly title: string
  readonly text: string
}

/** Each term with how often it stands there, and one of the words it was cut from, to be shown to a person. */
export type Terms = ReadonlyMap<string, { readonly count: number; readonly word: string }>

const longest = 64 * 1_024
const most = 2_000
const letters = 6

export function termsOf({ title, text }: Told): Terms {
  const terms = new Map<string, { count: number; word: string }>()
  // What somebody put into the title is what it is about, so it counts once more than the text.
  const told = `${title.slice(0, 1_000)}\n${title.slice(0, 1_000)}\n${text}`.slice(0, longest).normalize('NFKC')
  for (const [name] of told.matchAll(/[\p{L}\p{N}\p{M}_]+/gu))
    for (const word of partsOf(name)) {
      const lower = word.toLowerCase()
      if (everyday.has(lower)) continue
      for (const term of cut(lower)) {
        const known = terms.get(term)
        if (known !== undefined) known.count += 1
        else if (terms.size < most) terms.set(term, { count: 1, word: word.slice(0, 60) })
      }
    }
  return terms
}

/** `conv_grad` is `convgrad`, `conv` and `grad`. */
function partsOf(name: string): readonly string[] {
  // Nearly all words of a text are no names in code.
  if (/^[a-z\d]+$|^[A-Z][a-z\d]*$/.test(name)) return [name]
  const parts = name
    .slice(0, 200)
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .split('_')
    .filter((part) => part !== '')
  return parts.length > 1 ? [name.replaceAll('_', ''), ...parts] : parts
}

/** Scripts that leave no space between words are cut into pairs of characters instead. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u

function cut(word: string): readonly string[] {
  if (/^[a-z\d]*$/.test(word) || !unspaced.test(word)) return [word.slice(0, letters)]
  const characters = [...word.slice(0, 200)]
  return characters.length === 1 ? characters : characters.slice(1).map((next, i) => `${characters[i]}${next}`)
}

/** Words that hold an English sentence together and tell nothing of what it is about. */
const everyday: ReadonlySet<string> = new Set(
  (
    'a an the and or but if then else of in on at to from by for with without into onto over under as is are was were ' +
    'be been being am do does did done has had have having i me my mine we us our ours you your yours he him his she ' +
    'her hers it its they them their theirs this that these those there here which who whom whose what when where why ' +
    'how not no nor so than too very can could will would shall should may might must just also only own same such ' +
    'some any each every all both few more most other another out up down off again once about after before between ' +
    'during through while because until against s t re ve ll d m don'
  ).split(' '),
)
