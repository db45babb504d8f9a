/**
 * Where the servers of this page listen, as `/zookeeper/config` tells it. Behind the gateway of `npm start` clients from
 * outside go by it: Curator's EnsembleTracker replaces its connect string by what it reads there.
 */
import type { ServerId } from '../../ground/ids.ts'
import { customaryAddress, type MemberAddress } from '../../protocol/membership.ts'
import { gatewayHost, gatewayMeta, serversMax } from '../gateway/place.ts'

/** `zkN:2888:3888;0.0.0.0:2181`; behind a gateway with the client port that this server has on this machine. */
export function addressHere(id: ServerId): MemberAddress {
  return addressBehind(document.querySelector(`meta[name="${gatewayMeta}"]`)?.getAttribute('data-client-port'), id)
}

/** `first` is server 1's client port as the page's head says it; anything that is no port is as good as no gateway. */
export function addressBehind(first: string | null | undefined, id: ServerId): MemberAddress {
  const customary = customaryAddress(id)
  const port = /^\d{1,5}$/.test(first ?? '') ? Number(first) + id - 1 : 0
  if (port < id || port > 65535 || id > serversMax) return customary
  return { ...customary, client: { host: gatewayHost, port } }
}
