export type ClientName = 'zookeeper' | 'curator' | 'kazoo'
/** Why the tests with this client cannot run here; undefined: they can. */
export declare function missing(name: ClientName): string | undefined
/** Installs what is missing where that is possible; what is missing still, one line for each client. */
export declare function provideClients(): readonly string[]
