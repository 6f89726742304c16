import type { StepKind } from '../case/event.ts'
import type { Contact, Step } from '../case/policy.ts'
import { readPeers, SOCKET } from '../peers.ts'
import type { PosternFile } from './file.ts'

/** Something in one place that does not go together with something in another. */
interface Disagreement {
  readonly path: readonly (string | number)[]
  readonly text: string
}

/** What no single field can say about itself. */
export const agree = (file: PosternFile): readonly Disagreement[] => [
  ...contacts(file),
  ...steps(file),
  ...waits(file),
  ...files(file),
  ...outgoing(file),
  ...proxies(file),
]

function contacts(file: PosternFile): readonly Disagreement[] {
  const forms = file.contacts.flatMap((contact, index) => (contact.kind === 'form' ? [index] : []))
  const none =
    forms.length === 0
      ? [{ path: ['contacts'], text: 'says where the form of this desk stands in your order: add "- kind: form"' }]
      : []
  const again = forms
    .slice(1)
    .map((index) => ({ path: ['contacts', index, 'kind'], text: 'the form stands in the list a second time' }))
  return [...none, ...again, ...file.contacts.flatMap(address)]
}

function address(contact: Contact, index: number): readonly Disagreement[] {
  const path = ['contacts', index, 'to']
  const { to } = contact
  if (contact.kind === 'form')
    return to === undefined ? [] : [{ path, text: 'the form has its own address: leave "to" out' }]
  const expected = addresses[contact.kind]
  if (to === undefined) return [{ path, text: `is missing: expected ${expected.called}` }]
  return expected.form.test(to) ? [] : [{ path, text: `expected ${expected.called}, got ${JSON.stringify(to)}` }]
}

const web = /^https:\/\/[^\s/@]+(\/\S*)?$/
const addresses: Readonly<Record<Exclude<Contact['kind'], 'form'>, { form: RegExp; called: string }>> = {
  github: { form: web, called: 'the https address of the page where reports are made' },
  email: { form: /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]+$/, called: 'an address such as security@example.org' },
  matrix: {
    form: /^(https:\/\/\S+|[#@][^\s:]+:\S+)$/,
    called: 'a room such as #security:example.org, or an https address',
  },
  discord: { form: web, called: 'the https address of the invitation' },
  link: { form: web, called: 'an https address' },
}

function steps(file: PosternFile): readonly Disagreement[] {
  const acts = actsIn(file.steps, ['steps'])
  const first = new Map<StepKind, number>()
  for (const [index, { kind }] of acts.entries()) if (!first.has(kind)) first.set(kind, index)
  const again = acts
    .filter(({ kind }, index) => first.get(kind) !== index)
    .map(({ kind, path }) => ({ path, text: `the step "${kind}" stands in the list a second time` }))
  const missing = (['report', 'release', 'publish'] as const)
    .filter((kind) => !first.has(kind))
    .map((kind) => ({ path: ['steps'], text: `has no step of kind "${kind}": every report ends there or passes it` }))
  return [...again, ...missing, ...order(file, acts)]
}

interface Act {
  readonly kind: StepKind
  readonly path: readonly (string | number)[]
}

/** The acts in the order of the page. Steps inside a review belong to its loop and are no acts of their own. */
function actsIn(list: readonly Step[], path: readonly (string | number)[]): readonly Act[] {
  return list.flatMap((step, index) => {
    const here = [...path, index]
    const own = step.kind === undefined ? [] : [{ kind: step.kind, path: [...here, 'kind'] }]
    const inner = step.kind === 'review' ? [] : actsIn(step.steps ?? [], [...here, 'steps'])
    return [...own, ...inner, ...actsIn(step.together ?? [], [...here, 'together'])]
  })
}

function order({ publish }: PosternFile, acts: readonly Act[]): readonly Disagreement[] {
  const place = (kind: StepKind): number => acts.findIndex((act) => act.kind === kind)
  const path = acts[place('publish')]?.path ?? ['steps']
  if (publish.when === 'after-window') {
    const early = place('publish') !== -1 && place('publish') < place('release')
    const update = acts[place('update')]
    return [
      ...(early ? [{ path, text: 'stands before the release, but publish.when is after-window' }] : []),
      ...(update === undefined
        ? []
        : [
            {
              path: update.path,
              text: 'belongs to publish.when: with-release, where a brief advisory is completed later',
            },
          ]),
    ]
  }
  const between = acts.slice(...[place('release'), place('publish')].sort((a, b) => a - b)).slice(1)
  return between.length > 0 && place('release') !== -1 && place('publish') !== -1
    ? [{ path, text: 'stands apart from the release, but publish.when is with-release: put both under one "together"' }]
    : []
}

const waits = ({ deadlines }: PosternFile): readonly Disagreement[] => [
  ...(['firstAnswer', 'news'] as const)
    .filter((name) => deadlines[name] === 0)
    .map((name) => ({ path: ['deadlines', name], text: 'is 0: every case would be overdue at once' })),
  ...(deadlines.silent < deadlines.reminder
    ? [
        {
          path: ['deadlines', 'silent'],
          text: `is ${deadlines.silent} days, but the reminder comes after ${deadlines.reminder}: remind first`,
        },
      ]
    : []),
]

const files = ({ limits }: PosternFile): readonly Disagreement[] =>
  limits.fileSize > limits.caseFiles
    ? [
        {
          path: ['limits', 'fileSize'],
          text: 'one file may be larger than all files of a case together (limits.caseFiles)',
        },
      ]
    : []

const proxies = ({ signIn: { header } }: PosternFile): readonly Disagreement[] =>
  (header?.peers ?? []).flatMap((peer, index) => {
    const wrong: string[] = []
    if (peer === SOCKET) return []
    readPeers(peer, (text) => void wrong.push(text))
    return wrong.map((text) => ({ path: ['signIn', 'header', 'peers', index], text }))
  })

function outgoing({ mail: { smtp }, webhooks }: PosternFile): readonly Disagreement[] {
  const here = smtp !== undefined && ['localhost', '127.0.0.1', '::1'].includes(smtp.host)
  const inClear =
    smtp?.tls === 'none' && smtp.user !== undefined && !here
      ? [
          {
            path: ['mail', 'smtp', 'tls'],
            text: 'is none, so the password would cross the network in clear: use starttls or implicit',
          },
        ]
      : []
  const calls = webhooks.flatMap(({ url, internal }, index) => {
    const path = ['webhooks', index, 'url']
    const { protocol, username, password } = new URL(url)
    return [
      ...(protocol === 'http:' && !internal
        ? [{ path, text: 'is plain http: use https, or say "internal: true" for a host of your own network' }]
        : []),
      ...(username !== '' || password !== ''
        ? [{ path, text: 'carries a user name or a password: leave them out' }]
        : []),
      ...(webhooks.findIndex((other) => other.url === url) !== index
        ? [{ path, text: 'stands in the list a second time' }]
        : []),
    ]
  })
  return [...inClear, ...calls]
}
