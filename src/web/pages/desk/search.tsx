import type { SearchPage } from '../../../desk/desk.ts'
import { frameOf, html, notFound } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Button } from '../../ui/button.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, PageHead } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'
import { InboxList } from './inbox-table.tsx'

/** What was searched for is sent as a form: an address would keep it in histories and logs. */
export function SearchBox({ visit, words = '', error }: { visit: Visit; words?: string; error?: string }) {
  return (
    <Form action="/desk/search" hidden={{ token: visit.formToken }} label="Search" class="search">
      <TextField name="q" label="Search" type="search" value={words} error={error} max={500} keys="f" />
      <Button>Search</Button>
    </Form>
  )
}

export const searchPage = (visit: Visit): Promise<Response> => answer(visit, '', null, 200)

export async function search(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['q'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const words = (form.fields.q ?? '').slice(0, 500)
  return answer(visit, words, await visit.desk.search(visit.member, words), 200)
}

async function answer(visit: Visit, words: string, found: SearchPage | null, status: number): Promise<Response> {
  const members = await visit.team.members()
  const page = (
    <Page
      frame={frameOf(visit)}
      title="Search"
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
    >
      <Crumbs items={[{ href: '/desk', label: 'Inbox' }]} here="Search" />
      <PageHead
        title="Search"
        lead="Reports, messages, notes, names, numbers and file names. Every word has to be there; three letters of it are enough."
      />
      <SearchBox visit={visit} words={words} />
      {found !== null && found.ready < 1 && (
        <Notice title={`${Math.floor(found.ready * 100)} % of the cases are searchable so far.`}>
          <p>The desk was started not long ago and is still reading. Open cases come first.</p>
        </Notice>
      )}
      {found !== null && found.problem !== null && <Notice title={found.problem} />}
      {found !== null && found.items.length > 0 && (
        <InboxList caption="Found" items={found.items} now={visit.desk.now()} members={members} />
      )}
      {found !== null && found.items.length === 0 && found.problem === null && <Empty title="Nothing was found." />}
    </Page>
  )
  return html(visit, page, { status })
}
