import type { Visit } from '../route.ts'
import type { NavItem } from '../ui/page.tsx'

/** The way around for whoever is signed in: the cases, oneself, and for leads the team. */
export function teamNav(
  visit: Visit,
  current: '/desk' | '/desk/audit' | '/desk/figures' | '/desk/notices' | '/desk/account' | '/desk/members',
): readonly NavItem[] {
  const items = [
    { href: '/desk', label: 'Inbox' },
    { href: '/desk/figures', label: 'Figures' },
    { href: '/desk/audit', label: 'Log' },
    { href: '/desk/notices', label: 'Notices' },
    { href: '/desk/account', label: 'Account' },
    ...(visit.member?.role === 'lead' ? [{ href: '/desk/members', label: 'Members' }] : []),
  ]
  return items.map((item) => ({ ...item, current: item.href === current }))
}
