/** The forms of a page as somebody without scripts finds them: where they go, and what is in them already. */
export interface PageForm {
  readonly action: string
  readonly method: string
  readonly label: string
  readonly fields: Readonly<Record<string, string>>
  readonly buttons: readonly string[]
}

export const formsOf = (page: string): readonly PageForm[] =>
  page
    .split('<form')
    .slice(1)
    .map((part) => {
      const [whole = ''] = part.split('</form>')
      const [head = ''] = whole.split('>')
      const inputs = [...whole.matchAll(/<input([^>]*)>/g)].map(([, attributes = '']) => attributes)
      const plainFields = inputs
        .filter((attributes) => !/type="(checkbox|radio|file)"/.test(attributes) || / checked/.test(attributes))
        .map((attributes) => [attribute(attributes, 'name'), attribute(attributes, 'value')] as const)
      const texts = [...whole.matchAll(/<textarea([^>]*)>([^<]*)<\/textarea>/g)].map(
        ([, attributes = '', text = '']) => [attribute(attributes, 'name'), plain(text.replace(/^\n/, ''))] as const,
      )
      const selects = [...whole.matchAll(/<select([^>]*)>(.*?)<\/select>/gs)].map(
        ([, attributes = '', options = '']) =>
          [
            attribute(attributes, 'name'),
            attribute(
              /<option([^>]*selected[^>]*)>/.exec(options)?.[1] ?? /<option([^>]*)>/.exec(options)?.[1] ?? '',
              'value',
            ),
          ] as const,
      )
      return {
        action: attribute(head, 'action'),
        method: attribute(head, 'method') || 'get',
        label: attribute(head, 'aria-label'),
        fields: Object.fromEntries([...plainFields, ...texts, ...selects].filter(([name]) => name !== '')),
        buttons: [...whole.matchAll(/<button[^>]*>(.*?)<\/button>/gs)].map(([, words = '']) =>
          plain(words.replaceAll(/<span class="key".*?<\/span>/g, '').replaceAll(/<[^>]+>/g, '')).trim(),
        ),
      }
    })

const attribute = (attributes: string, name: string): string =>
  plain(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '')

const plain = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
