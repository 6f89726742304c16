import MarkdownIt, { type Token } from 'markdown-it'
import type { ComponentChildren } from 'preact'
import { Link } from './ui/link.tsx'
import { marked, PersonLines } from './ui/person-text.tsx'

/**
 * Markdown as elements, never as a string of HTML: the parser's tokens are walked and only those listed below become
 * elements, so there is nothing to sanitise (notes: CVE list of the sanitisers). Images become links, because a
 * remote picture tells its server who reads the case. Links by others show their host and reach no page of this desk.
 */
export function Markdown(props: {
  text: string
  by: 'project' | 'person'
  headings?: 2 | 3 | 4
  /** Whoever types into a box means the lines that they begin. */
  keepLines?: boolean
}) {
  const parsed = parse(props.text)
  const class_ = props.by === 'person' ? 'prose person' : 'prose'
  if (parsed === 'plain') return <PersonLines text={props.text} />
  const walk: Walk = { byOthers: props.by === 'person', heading: props.headings ?? 3, lines: props.keepLines === true }
  return (
    <div class={class_} dir="auto">
      {tree(parsed).map((node) => element(node, walk))}
    </div>
  )
}

/** Longer texts are shown as they were typed. */
export const markdownLimit = 64 * 1024

// Without HTML and without guessing links, none of the parser's published faults can be reached.
const parser = new MarkdownIt({ html: false, linkify: false, typographer: false, breaks: false, maxNesting: 40 })

function parse(text: string): readonly Token[] | 'plain' {
  if (Buffer.byteLength(text) > markdownLimit || tooDear(text)) return 'plain'
  const tokens = parser.parse(text, {})
  return tooBroadOrDeep(tokens) ? 'plain' : tokens
}

/**
 * The parser is slow on some long runs of marks: 64 KiB of "[" cost it 0.3 s. Nobody
 * writes so many of them in earnest, so such a text is not parsed at all.
 */
function tooDear(text: string): boolean {
  const count = { bracket: 0, emphasis: 0, pipe: 0, line: 0 }
  for (let at = 0; at < text.length; at += 1) {
    const mark = text.charCodeAt(at)
    if (mark === 0x5b || mark === 0x3c) count.bracket += 1
    else if (mark === 0x2a || mark === 0x5f || mark === 0x7e) count.emphasis += 1
    else if (mark === 0x7c) count.pipe += 1
    else if (mark === 0x0a) count.line += 1
  }
  return (
    count.bracket > dearest.brackets ||
    count.emphasis > dearest.emphasis ||
    count.pipe > dearest.pipes ||
    count.line > dearest.lines
  )
}

/** What comes out is walked by recursion, and emphasis within emphasis has no bound of its own. */
function tooBroadOrDeep(tokens: readonly Token[]): boolean {
  let count = 0
  let depth = 0
  for (const token of tokens.flatMap((outer) => [outer, ...(outer.children ?? [])])) {
    count += 1
    depth += token.nesting
    if (count > dearest.tokens || depth > dearest.depth) return true
  }
  return false
}

const dearest = { brackets: 2_000, emphasis: 8_000, pipes: 4_000, lines: 4_500, tokens: 12_000, depth: 100 }

interface Node {
  readonly token: Token
  readonly inside: readonly Node[]
}

interface Walk {
  readonly byOthers: boolean
  readonly heading: number
  readonly lines: boolean
}

/** Opening and closing tokens as a tree. A closing token without its opening one ends nothing. */
function tree(tokens: readonly Token[]): readonly Node[] {
  const top: Node[] = []
  const open: { token: Token; inside: Node[] }[] = []
  for (const token of tokens) {
    const place = open.at(-1)?.inside ?? top
    if (token.nesting === 1) open.push({ token, inside: [] })
    else if (token.nesting === -1) {
      const done = open.pop()
      if (done !== undefined) (open.at(-1)?.inside ?? top).push(done)
    } else place.push({ token, inside: tree(token.children ?? []) })
  }
  return top
}

function element(node: Node, walk: Walk): ComponentChildren {
  const { token } = node
  const inside = () => node.inside.map((child) => element(child, walk))
  switch (token.type) {
    case 'text':
      return said(token.content, walk)
    case 'inline':
      return inside()
    case 'softbreak':
      return walk.lines ? <br /> : '\n'
    case 'hardbreak':
      return <br />
    case 'paragraph_open':
      return token.hidden ? inside() : <p>{inside()}</p>
    case 'em_open':
      return <em>{inside()}</em>
    case 'strong_open':
      return <strong>{inside()}</strong>
    case 's_open':
      return <s>{inside()}</s>
    case 'code_inline':
      return <code>{said(token.content, walk)}</code>
    case 'code_block':
    case 'fence':
      return (
        <pre dir="ltr" tabindex={0}>
          <code>{said(token.content, walk, 'many')}</code>
        </pre>
      )
    case 'blockquote_open':
      return <blockquote>{inside()}</blockquote>
    case 'bullet_list_open':
      return <ul>{inside()}</ul>
    case 'ordered_list_open':
      return <ol start={start(token)}>{inside()}</ol>
    case 'list_item_open':
      return <li>{inside()}</li>
    case 'hr':
      return <hr />
    case 'heading_open':
      return heading(token, inside(), walk)
    case 'link_open':
      return link(attribute(token, 'href'), inside(), walk)
    case 'image':
      return link(attribute(token, 'src'), imageText(token, walk), walk)
    case 'table_open':
      return (
        <section class="scroll" tabindex={0} aria-label="Table">
          <table>{inside()}</table>
        </section>
      )
    case 'thead_open':
      return <thead>{inside()}</thead>
    case 'tbody_open':
      return <tbody>{inside()}</tbody>
    case 'tr_open':
      return <tr>{inside()}</tr>
    case 'th_open':
      return <th scope="col">{inside()}</th>
    case 'td_open':
      return <td>{inside()}</td>
    default:
      // Whatever a later version of the parser may add is shown as the text it stands for.
      return said(token.content, walk)
  }
}

function said(text: string, walk: Walk, lines: 'one' | 'many' = 'one'): ComponentChildren {
  return walk.byOthers ? marked(text, lines) : text
}

function heading(token: Token, inside: ComponentChildren, walk: Walk) {
  const level = Math.min(6, Number(token.tag.slice(1)) - 1 + walk.heading)
  if (level <= 2) return <h2>{inside}</h2>
  if (level === 3) return <h3>{inside}</h3>
  if (level === 4) return <h4>{inside}</h4>
  if (level === 5) return <h5>{inside}</h5>
  return <h6>{inside}</h6>
}

function link(address: string, inside: ComponentChildren, walk: Walk) {
  return (
    <Link href={address} byOthers={walk.byOthers}>
      {inside}
    </Link>
  )
}

function imageText(token: Token, walk: Walk): ComponentChildren {
  const address = attribute(token, 'src')
  return said(token.content === '' ? address : `${token.content} [${address}]`, walk)
}

function start(token: Token): number | undefined {
  const first = attribute(token, 'start')
  return first === '' ? undefined : Number(first)
}

function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? '')
}
