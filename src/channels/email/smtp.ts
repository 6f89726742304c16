import type { Transporter } from 'nodemailer'
import type { MailSettings } from '../../config/mail.ts'
import { line } from '../../in-line.ts'
import { isMailAddress } from '../../mail-address.ts'
import { type Channel, type Letter, NotDelivered } from '../channel.ts'

/** Seconds that a slow server is waited for. It may hold one letter this long, and nothing else. */
export interface Patience {
  readonly connect: number
  readonly greeting: number
  readonly silence: number
  readonly whole: number
}
const patient: Patience = { connect: 10, greeting: 10, silence: 20, whole: 45 }
/** After the server could not be reached at all, nobody knocks again for this long. */
const pause = 30_000
/** At the same time, in each of the two lines. */
const connections = 5

export interface SmtpAsk {
  readonly smtp: NonNullable<MailSettings['smtp']>
  readonly password: string | null
  /** The desk's host name: who says hello, and the right half of every Message-ID. */
  readonly host: string
  /** Milliseconds that only run forward. */
  readonly steady: () => number
  readonly patience?: Patience
}

/**
 * Letters by SMTP, one connection each. Nothing but our own words and a checked address ever reaches the mailer: no
 * object, no header, no attachment, no HTML (Nodemailer's `raw` and `href` options read files and URLs).
 */
export function smtpChannel(ask: SmtpAsk): Channel<Letter> {
  const lines = { members: line(), reporters: line() }
  const closing = new AbortController()
  let transport: Transporter | undefined
  let silentUntil = Number.NEGATIVE_INFINITY
  return {
    send: (letter) =>
      lines[letter.line](connections, async () => {
        if (!isMailAddress(letter.to)) throw new NotDelivered('address-refused', false)
        if (ask.steady() < silentUntil) throw new NotDelivered('unreachable', true)
        const signal = AbortSignal.any([closing.signal, AbortSignal.timeout((ask.patience ?? patient).whole * 1_000)])
        try {
          transport ??= await transportFor(ask)
          await transport.sendMail({ ...mailOf(ask, letter), signal })
        } catch (cause) {
          const failure = failureOf(cause)
          if (failure.code === 'unreachable' || neverGreeted(cause)) silentUntil = ask.steady() + pause
          throw failure
        }
      }),
    close: () => closing.abort(),
  }
}

/** The mailer takes a quarter of a second to load and 20 MB to keep, so it comes with the first letter. */
async function transportFor(ask: SmtpAsk): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport(settingsOf(ask))
}

const settingsOf = ({ smtp, password, host, patience: seconds = patient }: SmtpAsk) => ({
  host: smtp.host,
  port: smtp.port ?? (smtp.tls === 'implicit' ? 465 : smtp.tls === 'starttls' ? 587 : 25),
  name: host,
  secure: smtp.tls === 'implicit',
  // Never quietly in clear: a server that offers no STARTTLS gets no mail.
  requireTLS: smtp.tls === 'starttls',
  ignoreTLS: smtp.tls === 'none',
  tls: { minVersion: 'TLSv1.2' as const },
  ...(smtp.user !== undefined && { auth: { user: smtp.user, pass: password ?? '' } }),
  connectionTimeout: seconds.connect * 1_000,
  greetingTimeout: seconds.greeting * 1_000,
  socketTimeout: seconds.silence * 1_000,
  dnsTimeout: seconds.connect * 1_000,
  disableFileAccess: true,
  disableUrlAccess: true,
  xMailer: false as const,
})

/** Written out field by field, so that a field more can only be added here. */
const mailOf = ({ smtp, host }: SmtpAsk, { id, to, subject, text }: Letter) => ({
  from: smtp.from,
  ...(smtp.replyTo !== undefined && { replyTo: smtp.replyTo }),
  // The envelope is said apart, so that no parser of headers has a word in where it goes.
  envelope: { from: smtp.from, to: [to] },
  to: { name: '', address: to },
  subject,
  text,
  messageId: `<${id}@${host}>`,
  // RFC 3834, 5: no vacation notice comes back for this.
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
})

/** 5yz says never, where it answers this address or this letter; everything else may go through later (RFC 5321, 4.2.1). */
function failureOf(cause: unknown): NotDelivered {
  const { code, responseCode, command } = cause as { code?: unknown; responseCode?: unknown; command?: unknown }
  if (typeof responseCode === 'number' && Number.isInteger(responseCode)) {
    // A server that will not greet us, encrypt or take our password says so to everybody: a person can mend that.
    const aboutThisLetter = command === 'RCPT TO' || command === 'DATA'
    return new NotDelivered(`smtp-${responseCode}`, !aboutThisLetter || responseCode < 500, { cause })
  }
  return new NotDelivered(codes[String(code)] ?? 'failed', true, { cause })
}

/** Took the call and said nothing, or not the right thing: it would do the same to every other letter. */
const neverGreeted = (cause: unknown): boolean => (cause as { command?: unknown }).command === 'CONN'

const codes: Readonly<Record<string, string>> = {
  ECONNECTION: 'unreachable',
  ESOCKET: 'unreachable',
  EDNS: 'unreachable',
  ETIMEDOUT: 'timeout',
  EABORT: 'timeout',
  ETLS: 'no-tls',
  EAUTH: 'sign-in-refused',
}
