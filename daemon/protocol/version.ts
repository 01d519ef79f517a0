/** The version of the RPC surface; a client and a daemon must agree on it exactly. */
export const PROTOCOL_VERSION = 3;

/** The version of Bellglass, the same as in package.json. */
export const VERSION = '0.1.0';
