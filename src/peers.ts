import { BlockList, isIP } from 'node:net'

/**
 * Who comes over the socket of POSTERN_SOCKET: no address, but somebody who may open a file that is its owner's alone.
 * A name that no address of a connection ever is.
 */
export const SOCKET = 'socket'

/** Addresses and networks, such as the proxy in front of the desk. */
export interface Peers {
  readonly networks: readonly string[]
  readonly include: (address: string) => boolean
}

/** Reads `127.0.0.1, 10.0.0.0/8 ::1`. `wrong` hears of each entry that is neither an address nor a network. */
export function readPeers(text: string, wrong: (text: string) => void): Peers {
  const list = new BlockList()
  const networks = text.split(/[\s,]+/).filter((entry) => entry !== '')
  for (const network of networks) {
    if (!add(list, network))
      wrong(`expected addresses or networks such as 127.0.0.1 or 10.0.0.0/8, got ${JSON.stringify(network)}`)
  }
  return Object.freeze({
    networks: Object.freeze(networks),
    include: (address: string) => {
      const family = isIP(address)
      return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
    },
  })
}

function add(list: BlockList, network: string): boolean {
  const [address = '', prefix, ...rest] = network.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  const bits = family === 6 ? 128 : 32
  const kind = family === 6 ? 'ipv6' : 'ipv4'
  if (prefix === undefined) {
    list.addAddress(address, kind)
    return true
  }
  // A network of everybody would believe every stranger's header.
  if (!/^[0-9]{1,3}$/.test(prefix) || Number(prefix) > bits || Number(prefix) === 0) return false
  list.addSubnet(address, Number(prefix), kind)
  return true
}
