import { type Stretch, visible } from './visible.ts'

/** One line written by somebody else: a title, a name, a product. Its direction is its own (`bdi`) and cannot spill over. */
export const PersonText = ({ text }: { text: string }) => <bdi class="person">{marked(text, 'one')}</bdi>

/** Several lines written by somebody else, as they were typed. */
export function PersonLines({ text }: { text: string }) {
  return (
    <div class="person person-lines" dir="auto">
      {marked(text, 'many')}
    </div>
  )
}

/** The text with its hidden characters drawn apart, for those who make elements around it. */
export function marked(text: string, lines: 'one' | 'many') {
  const stretches = visible(text, lines)
  if (stretches.length <= drawnApart) return stretches.map(draw)
  return [...stretches.slice(0, drawnApart).map(draw), stretches.slice(drawnApart).map(asText).join('')]
}

// Past this many, markers stay readable but are no longer drawn apart: the page must not grow with the attack.
const drawnApart = 1000

function draw(stretch: Stretch) {
  return 'text' in stretch ? stretch.text : <span class="unseen">{stretch.marker}</span>
}

function asText(stretch: Stretch): string {
  return 'text' in stretch ? stretch.text : stretch.marker
}
