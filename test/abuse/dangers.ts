/** What in this HTML could run, reach out, or leave the page's own markup; empty is the aim. */
export function dangers(html: string): readonly string[] {
  return [...html.matchAll(/<\/?([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g)].flatMap(
    ([tag, name = '', attributes = '']) => [
      ...(known.has(name) ? [] : [`an element of nobody's: ${tag.slice(0, 80)}`]),
      ...(name === 'script' && !tag.startsWith('</') && !/\ssrc=/.test(attributes) ? ['an inline script'] : []),
      ...attributesOf(attributes).flatMap(([attribute, value]) =>
        dangerOf(name, attribute, value).map((what) => `${what}: ${tag.slice(0, 120)}`),
      ),
    ],
  )
}

const known = new Set(
  (
    'html head meta title link script body header nav main footer section article aside div span p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd a bdi b i em strong small ' +
    's del code pre kbd samp blockquote table thead tbody tfoot tr th td caption col colgroup form fieldset legend label input textarea select option optgroup button output ' +
    'details summary time abbr hr br wbr svg path circle rect line polyline polygon g use defs figure figcaption template progress meter mark sub sup img datalist dialog'
  ).split(' '),
)

const attributesOf = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g)].map(
    ([, name = '', double, single, bare]) => [name.toLowerCase(), plain(double ?? single ?? bare ?? '')] as const,
  )

function dangerOf(element: string, attribute: string, value: string): string[] {
  if (attribute.startsWith('on')) return ['an event handler']
  if (attribute === 'style' || attribute === 'srcdoc' || attribute === 'http-equiv')
    return [`an attribute "${attribute}"`]
  if (element === 'script' && attribute === 'src' && !value.startsWith('/assets/')) return ['a foreign script']
  if (element === 'img' && attribute === 'src' && !value.startsWith('/assets/')) return ['a foreign picture']
  if (!['href', 'src', 'action', 'formaction', 'xlink:href'].includes(attribute)) return []
  return /^(https?:\/\/|mailto:|\/(?!\/)|#)/.test(value) ? [] : [`an address "${value.slice(0, 60)}"`]
}

const plain = (value: string): string =>
  value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
