import type { Message as CaseMessage } from '../../../case/case.ts'
import type { FileRef } from '../../../case/event.ts'
import { Markdown } from '../../markdown.tsx'
import { Button } from '../../ui/button.tsx'
import { FileList } from '../../ui/file-list.tsx'
import { More } from '../../ui/more.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Empty, Section } from '../../ui/section.tsx'
import { Message, Thread } from '../../ui/thread.tsx'
import { messageWords } from '../message-words.ts'
import { ActForm, FilesOf, LinesOf } from './act-form.tsx'
import { actOf, type CaseState, casePath, isRefused, may, nameOf } from './case-state.ts'
import { messageTexts } from './ready-texts.ts'

/** What reporter and team say to each other, and the form that sends more. */
export function ThreadSection({ state }: { state: CaseState }) {
  const { thread, reporter } = state.found.view.case
  const said = thread.filter(({ kind }) => kind !== 'report')
  return (
    <Section title="Thread with the reporter" id="thread">
      {reporter === null ? (
        <Empty title="The team found this itself: there is nobody to write to." />
      ) : (
        <>
          {said.length === 0 && (
            <p class="hint">Nothing was said yet. A short word soon matters more than a long one late.</p>
          )}
          {said.length > 0 && (
            <Thread label="Messages, oldest first">
              {said.map((message) => (
                <OneMessage key={message.seq} state={state} message={message} />
              ))}
            </Thread>
          )}
          <Reply state={state} />
        </>
      )}
    </Section>
  )
}

function OneMessage({ state, message }: { state: CaseState; message: CaseMessage }) {
  const { from, member, kind, text, files } = message
  return (
    <Message
      id={`message-${message.seq}`}
      who={<Who state={state} message={message} />}
      role={
        from === 'reporter' && member !== null ? (
          <>
            entered by <PersonText text={nameOf(state, member)} />
          </>
        ) : (
          messageWords[kind]
        )
      }
      at={message.at}
      audience="Reporter and team"
      kind={from === 'reporter' ? 'theirs' : 'ours'}
      foot={
        files.length === 0 ? undefined : <CaseFiles state={state} files={files} label="Attached files" sums={false} />
      }
    >
      {text === '' ? (
        <p>{files.length > 0 ? 'Files only.' : 'Without words.'}</p>
      ) : (
        <Markdown text={text} by="person" headings={4} />
      )}
    </Message>
  )
}

function Who({ state, message }: { state: CaseState; message: CaseMessage }) {
  if (message.from === 'reporter') return <>Reporter</>
  if (message.from === 'desk' || message.member === null) return <>The desk</>
  return <PersonText text={nameOf(state, message.member)} />
}

function Reply({ state }: { state: CaseState }) {
  const at = { state, form: 'SendMessage' } as const
  if (!may(state, 'SendMessage')) return <NotNow state={state} />
  return (
    <div class="card reply">
      <h3>Reply</h3>
      <ActForm at={at} files label="Reply to the reporter" button="Send to the reporter">
        <LinesOf at={at} label="Message" required keys="r" hint="The reporter reads this. Markdown works." />
        <More summary="Ready texts" open={false}>
          <p class="hint">One press puts it into the message above. Nothing is sent by it.</p>
          <div class="actions ready">
            {messageTexts(state).map(([value, title]) => (
              <Button key={value} kind="quiet" name="use" value={value}>
                {title}
              </Button>
            ))}
          </div>
        </More>
        <More summary="Attach files" open={isRefused(at)}>
          <FilesOf at={at} hint="The reporter gets them." />
        </More>
      </ActForm>
    </div>
  )
}

function NotNow({ state }: { state: CaseState }) {
  const hint = actOf(state, 'SendMessage')?.hint
  return hint === undefined || hint === null ? null : <p class="hint">{hint}</p>
}

/** Notes never leave the team. They stand in a place of their own, so that nobody sends one by mistake. */
export function Notes({ state }: { state: CaseState }) {
  const { notes } = state.found.view.case
  const at = { state, form: 'AddNote' } as const
  return (
    <Section title="Team notes" id="notes">
      {notes.length > 0 && (
        <Thread label="Team notes, oldest first">
          {notes.map((note) => (
            <Message
              key={note.seq}
              who={<PersonText text={nameOf(state, note.member)} />}
              at={note.at}
              audience="Team only"
              kind="team"
              foot={
                note.files.length === 0 ? undefined : (
                  <CaseFiles state={state} files={note.files} label="Files of the note" sums={false} />
                )
              }
            >
              <Markdown text={note.text} by="person" headings={4} />
            </Message>
          ))}
        </Thread>
      )}
      {may(state, 'AddNote') ? (
        <div class="card note">
          <h3>Note</h3>
          <ActForm at={at} files label="Note for the team" button="Keep within the team">
            <LinesOf
              at={at}
              label="For the team alone"
              required
              rows={3}
              keys="n"
              names
              hint="The reporter sees neither this nor that it was written. With @ and a name you ask a colleague to look."
            />
            <More summary="Attach files" open={isRefused(at)}>
              <FilesOf at={at} hint="Only members see them." />
            </More>
            <TeamNames state={state} />
          </ActForm>
        </div>
      ) : (
        notes.length === 0 && <p class="hint">There are no notes.</p>
      )}
    </Section>
  )
}

/** Whom a note may name, for the script that offers them. */
const TeamNames = ({ state: { members, visit } }: { state: CaseState }) => (
  <datalist id="team-names">
    {members
      .filter(({ id, state }) => state === 'active' && id !== visit.member?.member)
      .map(({ id, name }) => (
        <option key={id} value={name} />
      ))}
  </datalist>
)

/** All files of the case with their checksums, told apart by who can see them. */
export function FilesSection({ state }: { state: CaseState }) {
  const { files, thread } = state.found.view.case
  if (files.length === 0) return null
  const shared = new Set(thread.flatMap((message) => message.files.map(({ id }) => id)))
  const internal = files.filter(({ id }) => !shared.has(id))
  return (
    <Section title="Files" id="files">
      <More
        summary={`${files.length} ${files.length === 1 ? 'file' : 'files'}`}
        hint="With their checksums. Any of them may be a live exploit."
      >
        <h3>Reporter and team</h3>
        {shared.size === 0 ? (
          <p class="hint">None.</p>
        ) : (
          <CaseFiles state={state} files={files.filter(({ id }) => shared.has(id))} label="Files of the thread" />
        )}
        {internal.length > 0 && <h3>Team only</h3>}
        <CaseFiles state={state} files={internal} label="Files of the team" />
      </More>
    </Section>
  )
}

export function CaseFiles({
  state,
  files,
  label,
  sums = true,
}: {
  state: CaseState
  files: readonly FileRef[]
  label: string
  sums?: boolean
}) {
  return (
    <FileList
      label={label}
      files={files.map(({ id, name, size, sha256 }) => ({
        name,
        size,
        ...(sums && { sha256 }),
        href: casePath(state, `/files/${encodeURIComponent(id)}`),
      }))}
    />
  )
}
