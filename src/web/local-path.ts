import { safeHref } from './ui/safe-href.ts'

/** Where to go after signing in: a page of the desk, whatever the address asked for (ASVS 5.0, 3.7.2). */
export function localPath(next: string | null | undefined): string {
  const safe = next?.startsWith('/') ? safeHref(next) : undefined
  return safe?.own === true && /^\/desk(?:[/?#]|$)/.test(safe.href) ? safe.href : '/desk'
}
