import { createServer } from 'node:http'
import type { HouseFigure } from '../desk/house-figures.ts'
import type { WebLog } from './log.ts'

/**
 * Figures for Prometheus, on a listener of its own that only this machine reaches. A label is the row of the route table,
 * a class of answers or the name of a check: never an address, a number of a case or anything that was typed.
 */
export interface Metrics {
  /** Resolves once it listens; rejects where the port is taken. */
  listen(): Promise<number>
  close(): Promise<void>
}

export interface MetricsAsk {
  readonly host: string
  readonly port: number
  readonly figures: () => Promise<readonly HouseFigure[]>
}

export function metricsServer({ host, port, figures }: MetricsAsk): Metrics {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics')
      return void response.writeHead(404).end('Try /metrics\n')
    figures().then(
      (all) => response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(textOf(all)),
      () => response.writeHead(503).end('not now\n'),
    )
  })
  server.headersTimeout = 5_000
  server.requestTimeout = 5_000
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          const address = server.address()
          resolve(typeof address === 'object' && address !== null ? address.port : port)
        })
      }),
    close: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The text format of Prometheus, version 0.0.4. */
export const textOf = (figures: readonly HouseFigure[]): string =>
  figures
    .map(({ name, help, type, values }) =>
      [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
        ...values.map(({ labels = {}, value }) => `${name}${labelsOf(labels)} ${value}`),
        '',
      ].join('\n'),
    )
    .join('')

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** The log as before, and beside it how often each row of the table was answered, and in how much time. */
export function counted(log: WebLog): { readonly log: WebLog; readonly figures: () => readonly HouseFigure[] } {
  const answers = new Map<string, { labels: Record<string, string>; count: number; ms: number }>()
  return {
    log: {
      ...log,
      request(line) {
        log.request(line)
        const labels = { route: line.route, method: line.method, answer: `${Math.floor(line.status / 100)}xx` }
        const key = Object.values(labels).join(' ')
        const known = answers.get(key) ?? { labels, count: 0, ms: 0 }
        answers.set(key, known)
        known.count++
        known.ms += line.ms
      },
    },
    figures: () => [
      {
        name: 'postern_requests_total',
        help: 'Requests answered.',
        type: 'counter',
        values: [...answers.values()].map(({ labels, count }) => ({ labels, value: count })),
      },
      {
        name: 'postern_request_seconds_total',
        help: 'Time spent on them.',
        type: 'counter',
        values: [...answers.values()].map(({ labels, ms }) => ({ labels, value: ms / 1_000 })),
      },
    ],
  }
}
