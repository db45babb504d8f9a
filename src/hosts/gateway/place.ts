/** Where a page finds the gateway of `npm start`, and how both know each other: names only, which every page loads at once. */

/** Both sides speak this version; another one is refused by its name (the WebSocket's subprotocol). */
export const gatewayProtocol: string = 'zookeeper-gateway.1'
/** The path of the WebSocket on the server that the page came from. */
export const gatewayPath: string = '/zookeeper-gateway'
/** The subprotocol that carries a key beside `gatewayProtocol`: `key.<32 hex digits>`. */
export const gatewayKeyPrefix: string = 'key.'
/** Where the launch address has its one-time token: `#gateway=<32 hex digits>`. */
export const gatewayFragment: string = 'gateway'
/** Stands in the launch address' fragment, and stays there, where the page is to show the ensemble of `--connect`. */
export const remoteFragment: string = 'remote'
/** The name of the `<meta>` that tells a page of its gateway; its `data-client-port` is that of server 1. */
export const gatewayMeta: string = 'zookeeper-gateway'
/** Where the client ports are. */
export const gatewayHost: string = '127.0.0.1'
/** Ids of servers that may have a client port: 1 to this. */
export const serversMax: number = 9
