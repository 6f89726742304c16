import MarkdownIt from 'markdown-it'

/** A Markdown document as what it says: sections with their statements, without the ways to write them. */
export interface Section {
  readonly title: string
  /** 1 for the title of the document; 0 for what stands before any heading. */
  readonly level: number
  /** Sentences, in order, with white space, emphasis and the choice of list signs taken out. */
  readonly statements: readonly string[]
  /** The entries of the first numbered list, each with everything in it. */
  readonly steps: readonly string[]
}

// Nothing here is shown. With HTML read as HTML, a comment in the file is no statement of it.
const markdown = new MarkdownIt('commonmark', { html: true })

export function outline(document: string): readonly Section[] {
  const sections: Building[] = [begin('', 0)]
  let heading: string | null = null
  let lists = 0
  let numbered = 0
  for (const token of markdown.parse(document, {})) {
    const section = sections.at(-1) ?? begin('', 0)
    if (token.type === 'heading_open') heading = token.tag
    else if (token.type === 'inline' && heading !== null) {
      sections.push(begin(textOf(token.children ?? []), Number(heading.slice(1))))
      heading = null
    } else if (token.type === 'ordered_list_open' || token.type === 'bullet_list_open') {
      lists += 1
      if (lists === 1 && token.type === 'ordered_list_open') numbered += section.steps.length === 0 ? 1 : 0
    } else if (token.type === 'ordered_list_close' || token.type === 'bullet_list_close') {
      lists -= 1
      if (lists === 0) numbered = 0
    } else if (token.type === 'list_item_open' && lists === 1 && numbered === 1) section.steps.push('')
    else if (token.type === 'inline') {
      const text = textOf(token.children ?? [])
      section.statements.push(...sentences(text))
      if (numbered === 1) section.steps.push(`${section.steps.pop() ?? ''} ${text}`.trim())
    } else if (token.type === 'fence' || token.type === 'code_block') section.statements.push(squeeze(token.content))
  }
  return sections.filter(({ title, statements }) => title !== '' || statements.length > 0)
}

interface Building {
  readonly title: string
  readonly level: number
  readonly statements: string[]
  readonly steps: string[]
}

const begin = (title: string, level: number): Building => ({ title, level, statements: [], steps: [] })

type Token = ReturnType<typeof markdown.parse>[number]

/** The words, with the address of a link behind its text. */
function textOf(tokens: readonly Token[]): string {
  const open: string[] = []
  const words = tokens.map((token) => {
    if (token.type === 'link_open') open.push(String(token.attrGet('href') ?? ''))
    if (token.type === 'link_close') return ` (${decoded(open.pop() ?? '')})`
    if (token.type === 'softbreak' || token.type === 'hardbreak') return ' '
    return token.type === 'text' || token.type === 'code_inline' ? token.content : ''
  })
  return squeeze(words.join(''))
}

const decoded = (url: string): string => {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}

const squeeze = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
const sentences = (text: string): readonly string[] =>
  text.split(/(?<=[.!?])\s+(?=[A-Z[])/).filter((sentence) => sentence !== '')
