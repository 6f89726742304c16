import { Refused, type Terminal } from './command.ts'

/** The terminal that somebody sits at, or `null` where input or output is a pipe, a file or nothing. */
export function terminalOf(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Terminal | null {
  if (!input.isTTY || !output.isTTY) return null
  return {
    tell: (text) => void output.write(text),
    hidden: (prompt) => hiddenLine(input, output, prompt),
  }
}

/** One line, read sign by sign with the echo off, so that it stays neither on the screen nor in its scrollback. */
function hiddenLine(input: NodeJS.ReadStream, output: NodeJS.WriteStream, prompt: string): Promise<string> {
  // Before the prompt, and until the process ends: whoever types ahead is not shown either.
  if (!input.isRaw) process.once('exit', () => void input.setRawMode(false))
  input.setRawMode(true)
  output.write(prompt)
  input.setEncoding('utf8')
  input.resume()
  let typed = ''
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      input.off('data', take)
      input.pause()
      output.write('\n')
      settle()
    }
    const take = (chunk: string) => {
      for (const [at, sign] of [...chunk].entries()) {
        if (sign === '\u0003' || sign === '\u0004') return end(() => reject(new Refused('Nothing was changed.')))
        if (sign === '\r' || sign === '\n') {
          // What was pasted after this line belongs to the next one.
          const rest = [...chunk]
            .slice(at + 1)
            .join('')
            .replace(/^\n/, '')
          return end(() => {
            if (rest !== '') input.unshift(rest)
            resolve(typed)
          })
        }
        typed = sign === '\u007f' || sign === '\b' ? typed.slice(0, -1) : (typed + sign).slice(0, 200)
      }
    }
    input.on('data', take)
  })
}
