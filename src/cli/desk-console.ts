import { type House, house } from '../main.ts'
import type { Console, ExitCode } from './command.ts'

/** A desk as the console uses it: beside a running server, without workers, and closed again whatever happens. */
export async function withDesk(console: Console, use: (desk: House) => Promise<ExitCode>): Promise<ExitCode> {
  const opened = await house({ env: console.env, as: 'console' })
  try {
    return await use(opened)
  } finally {
    await opened.close()
  }
}

export const printJson = (console: Console, value: unknown): void => console.out(`${JSON.stringify(value)}\n`)
