import { near } from '../config/near.ts'
import type { CliCommand } from './command.ts'

/** What to say to a command that does not exist: the one that was probably meant, else where they all stand. */
export function unknownCommand(words: readonly string[], names: readonly string[]): string {
  const given = words.join(' ').slice(0, 80)
  const meant = nearCommand(words, names)
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  return `There is no command "${given}".${hint}\n"postern --help" lists them all.\n`
}

function nearCommand([first = '', second = '']: readonly string[], names: readonly string[]): string | undefined {
  const group = near(first, [...new Set(names.map((name) => name.split(' ')[0] ?? ''))])
  if (group === undefined) return undefined
  const under = names.flatMap((name) => (name.startsWith(`${group} `) ? [name.slice(group.length + 1)] : []))
  const rest = second === '' ? undefined : near(second, under)
  return rest === undefined ? group : `${group} ${rest}`
}

/** Why the words after a command are not understood, in our words: Node's own speak of positional arguments. */
export function notUnderstood(error: unknown, { options }: CliCommand): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const [, option = ''] = /'(?:-\w, )?(-{1,2}[^' ]*)/.exec(String(message)) ?? []
  const name = option.replace(/^-+/, '')
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const meant = near(name, [...Object.keys(options), 'json', 'help'])
    return `there is no option ${option} here${meant === undefined ? '' : `: did you mean --${meant}?`}`
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
    return options[name]?.type === 'string' ? `${option} wants a value after it` : `${option} takes no value`
  return 'these words are not understood'
}
