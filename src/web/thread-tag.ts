import type { ReporterThread } from '../desk/desk.ts'

/** RFC 9110, 8.8.3: another tag whenever the reporter sees something else. */
export const threadTag = ({ view, openedOn }: Pick<ReporterThread, 'view' | 'openedOn'>): string =>
  openedOn === null ? `"${view.version}"` : `"${view.version}.${openedOn / 86_400_000}"`
