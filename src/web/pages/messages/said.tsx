import { type ComponentChildren, Fragment } from 'preact'

/** A sentence with parts of the page in the places of its names: `Said text="By {day}." day={<Day … />}`. */
export function Said({ text, ...parts }: { text: string } & Readonly<Record<string, ComponentChildren>>) {
  return (
    <>
      {text.split(/(\{[a-z]+\})/).map((piece, index) => {
        const name = /^\{([a-z]+)\}$/.exec(piece)?.[1]
        return <Fragment key={index}>{name === undefined ? piece : (parts[name] ?? '')}</Fragment>
      })}
    </>
  )
}

/** The same where everything is text. */
export const filled = (text: string, parts: Readonly<Record<string, string>>): string =>
  text.replace(/\{([a-z]+)\}/g, (_, name: string) => parts[name] ?? '')
