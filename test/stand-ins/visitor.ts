/** A browser without scripts, as far as requests go: keeps cookies, sends what a browser sends along, fills in forms. */
export interface Visitor {
  get(path: string): Promise<Answer>
  /** Sends one form of the page that was seen last, with its hidden fields, as a browser would. */
  submit(action: string, fields?: Readonly<Record<string, string | readonly string[]>>): Promise<Answer>
  json(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
  cookie(name: string): string | undefined
  setCookie(name: string, value: string): void
  /** The page that was seen last. */
  page(): string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  /** Where a redirect leads. */
  readonly to: string | null
}

export function visitor(house: { fetch(request: Request, peer?: string): Promise<Response> }, origin: string): Visitor {
  const cookies = new Map<string, string>()
  let page = ''

  async function send(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers)
    headers.set('host', new URL(origin).host)
    headers.set('user-agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await house.fetch(new Request(new URL(path, origin), { ...init, headers }), '192.0.2.7')
    for (const set of response.headers.getSetCookie()) keep(set)
    const body = await response.text()
    if (response.headers.get('content-type')?.startsWith('text/html')) page = body
    return { status: response.status, headers: response.headers, body, to: response.headers.get('location') }
  }

  function keep(set: string): void {
    const [name = '', value = ''] = set.slice(0, set.indexOf(';')).split(/=(.*)/s)
    if (/; Max-Age=0(;|$)/.test(set)) cookies.delete(name)
    else cookies.set(name, value)
  }

  const fromHere = { origin, 'sec-fetch-site': 'same-origin' }
  const post = (path: string, body: URLSearchParams, headers: Readonly<Record<string, string>>) =>
    send(path, {
      method: 'POST',
      body: body.toString(),
      headers: { ...fromHere, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })

  return {
    get: (path) => send(path, { method: 'GET', headers: { 'sec-fetch-site': 'none' } }),
    submit(action, fields = {}) {
      const form = page
        .split('<form')
        .find((part) => part.includes(` action="${action}"`))
        ?.split('</form>')[0]
      if (form === undefined) throw new Error(`the page has a form for ${action}`)
      const body = new URLSearchParams()
      for (const [, name = '', value = ''] of form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g))
        body.append(name, plain(value))
      for (const [name, value] of Object.entries(fields)) {
        body.delete(name)
        for (const one of [value].flat()) body.append(name, one)
      }
      return post(action, body, {})
    },
    json: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { ...fromHere, 'content-type': 'application/json', ...headers },
      }),
    post: (path, fields, headers = {}) => post(path, new URLSearchParams(fields), headers),
    page: () => page,
    cookie: (name) => cookies.get(name),
    setCookie: (name, value) => void cookies.set(name, value),
  }
}

const plain = (value: string): string =>
  value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
