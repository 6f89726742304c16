import { cli } from '../src/cli/cli.ts'

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command as the shell would, without a terminal, and gives what it said. */
export async function saidBy(
  words: readonly string[],
  where: { readonly env: Readonly<Record<string, string>>; readonly cwd: string; readonly stdin?: string },
): Promise<Said> {
  const said = { out: '', err: '' }
  const code = await cli(words, {
    env: where.env,
    cwd: where.cwd,
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    terminal: null,
    stdin: async () => where.stdin ?? '',
  })
  return { code, ...said }
}
