import type { Visit } from '../../route.ts'
import { Actions, Button, ButtonLink } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Prose, Section } from '../../ui/section.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { beforePublic, type FirstCheck } from './first-checks.ts'

/** Every check with what to do about it. */
export async function BeforePublic(props: { visit: Visit; securityMd: string }) {
  const checks = await beforePublic(props.visit)
  return (
    <>
      {checks.every(({ done }) => done) && <Notice kind="ok" title="All of it is done. You can tell the world." />}
      {checks.map((check) => (
        <Section key={check.name} id={check.name} title={check.title} card aside={<State done={check.done} />}>
          <p>{check.says}</p>
          <WhatToDo visit={props.visit} check={check} securityMd={props.securityMd} />
        </Section>
      ))}
    </>
  )
}

/** In a few lines above the inbox, until all of it is done. */
export async function BeforePublicShort({ visit }: { visit: Visit }) {
  const checks = await beforePublic(visit)
  const open = checks.filter(({ done }) => !done)
  if (open.length === 0) return null
  return (
    <Section
      title="Before you go public"
      id="before-public"
      card
      aside={<span class="hint">{`${checks.length - open.length} of ${checks.length}`}</span>}
    >
      <ul class="plain ticks">
        {checks.map(({ name, title, done }) => (
          <li key={name} class={done ? 'ticked' : 'open'}>
            <Icon name={done ? 'check' : 'next'} />
            {done ? <span>{title}</span> : <Link href={`/desk/begin#${name}`}>{title}</Link>}
            <span class="hear">{done ? ' (done)' : ' (to do)'}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The same, on a desk that is at work already. */
export async function BeforePublicLine({ visit }: { visit: Visit }) {
  const checks = await beforePublic(visit)
  const done = checks.filter((check) => check.done).length
  return done === checks.length ? null : (
    <p class="hint">
      <Link href="/desk/begin">{`Before you go public: ${done} of ${checks.length} done`}</Link>
    </p>
  )
}

const State = ({ done }: { done: boolean }) => (
  <span class={done ? 'check-state ticked' : 'check-state'}>
    <Icon name={done ? 'check' : 'next'} /> {done ? 'Done' : 'To do'}
  </span>
)

function WhatToDo(props: { visit: Visit; check: FirstCheck; securityMd: string }) {
  const { visit, check } = props
  switch (check.name) {
    case 'notices':
      return check.done ? null : (
        <Actions>
          <ButtonLink href="/desk/notices">Choose how you are told</ButtonLink>
        </Actions>
      )
    case 'second-member':
      return check.done ? null : (
        <Actions>
          <ButtonLink href="/desk/members">Invite somebody</ButtonLink>
        </Actions>
      )
    case 'key-copied':
      return check.done ? null : <CopyKey />
    case 'security-md':
      return <PasteSecurityMd visit={visit} text={props.securityMd} done={check.done} />
    case 'security-txt':
      return check.done ? (
        <p>
          <Link href="/.well-known/security.txt">Look at it</Link>
        </p>
      ) : null
    default:
      return null
  }
}

function CopyKey() {
  return (
    <Prose>
      <p>
        At the console of this machine, <code dir="ltr">npx postern key sheet</code> shows it in lines that can be
        copied by hand. Then type them from the paper with <code dir="ltr">npx postern key check --typed</code>: so you
        know that the copy is right, and this list knows it too.
      </p>
    </Prose>
  )
}

function PasteSecurityMd({ visit, text, done }: { visit: Visit; text: string; done: boolean }) {
  return (
    <Form action="/desk/begin/done" hidden={{ token: visit.formToken, step: 'security-md' }} label="SECURITY.md">
      <TextArea
        name="text"
        id="security-md-text"
        label="SECURITY.md"
        rows={done ? 4 : 10}
        verbatim
        readonly
        value={text}
      />
      {!done && (
        <Actions>
          <Button>It is in the repository</Button>
        </Actions>
      )}
    </Form>
  )
}
