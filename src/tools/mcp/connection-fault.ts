/** The server does what no connection to it can go on after. */
export class ConnectionFault extends Error {}
