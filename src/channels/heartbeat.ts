import { NotDelivered } from './channel.ts'
import { post } from './outbound.ts'

/** One empty call to an address that the operator named. */
export async function callHeartbeat({ url, internal }: { url: string; internal: boolean }): Promise<void> {
  const status = await post({ url, headers: { 'User-Agent': 'Postern' }, body: '', internal })
  if (status < 200 || status >= 300) throw new NotDelivered(`http-${status}`, false)
}
