import type { News } from '../../../desk/notice.ts'
import type { GivenUp } from '../../../desk/undelivered.ts'
import type { Member } from '../../../team/team.ts'
import { PersonText } from '../../ui/person-text.tsx'

/** What was to be sent, in a few words of ours: whom it is for, and never a word of the case. */
export function What({ what, members }: { what: GivenUp['what']; members: readonly Member[] }) {
  switch (what.kind) {
    case 'news':
      return <>{words[what.news]}</>
    case 'member':
      return (
        <>
          A letter to <PersonText text={members.find(({ id }) => id === what.member)?.name ?? 'a member'} />
        </>
      )
    case 'reporter':
      return <>A letter to a reporter</>
    case 'program':
      return (
        <>
          A call to <bdi>{what.host}</bdi>
        </>
      )
    case 'answer':
      return <>An answer of a member was to be sent</>
    case 'cluster':
      return <>A decision was to reach everybody who reported the same</>
    case 'gone':
      return <>Of a case that was erased</>
    case 'kept':
      return <>Of a case that others look after</>
  }
}

const words: Readonly<Record<News, string>> = {
  'new-report': 'A new report came in',
  exploited: 'Attacks were reported or seen',
  'reporter-answered': 'The reporter answered',
  'due-tomorrow': 'A promise is due within a day',
  overdue: 'A promise is overdue',
  undelivered: 'Something else could not be delivered',
  mentioned: 'A member was named in a note',
  'publication-held': 'A planned publication is on hold',
  checkpoint: 'A checkpoint of the audit log',
  'many-cases': 'A member opened many cases within an hour',
  access: 'How members come in was changed',
  published: 'An advisory was published',
}
