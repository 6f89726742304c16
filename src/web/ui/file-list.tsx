import type { ComponentChildren } from 'preact'
import { Bytes } from './bytes.tsx'
import { Icon } from './icon.tsx'
import { Link } from './link.tsx'
import { PersonText } from './person-text.tsx'

export interface ListedFile {
  /** As the sender named it. */
  readonly name: string
  readonly size: number
  /** Where it is handed out; without it only the name is shown. */
  readonly href?: string
  /** Hex, for people who compare. */
  readonly sha256?: string
  readonly more?: ComponentChildren
}

export function FileList(props: { files: readonly ListedFile[]; label: string; lang?: string }) {
  if (props.files.length === 0) return null
  return (
    <ul class="files" aria-label={props.label}>
      {props.files.map((file, index) => (
        <li key={index}>
          <Icon name="file" />
          <span class="file-name">
            {file.href === undefined ? (
              <PersonText text={file.name} />
            ) : (
              <Link href={file.href}>
                <PersonText text={file.name} />
              </Link>
            )}
          </span>{' '}
          <span class="file-size">
            <Bytes size={file.size} lang={props.lang} />
          </span>
          {file.more}
          {file.sha256 !== undefined && (
            <span class="file-sum">
              SHA-256 <code dir="ltr">{file.sha256}</code>
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
