import { createServer } from 'node:net'
import { type Config, listeningOn } from '../config.ts'

/** With PORT=0 the address is needed before anything listens: links and passkeys are made for it. */
export async function withPort(config: Config): Promise<Config> {
  if (config.port !== 0) return config
  const probe = createServer()
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, config.host, resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return listeningOn(config, typeof address === 'object' && address !== null ? address.port : 0)
}
