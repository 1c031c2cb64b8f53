import { connect } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

/**
 * Opens a plain TCP connection. Without delay, because requests are small and somebody waits for each; and with room for
 * the listeners that kafkajs adds while it gives up on a broker that does not answer.
 */
export const openSocket: ISocketFactory = ({ host, port, onConnect }) =>
  connect({ host, port, noDelay: true, keepAlive: true }, onConnect).setMaxListeners(100);
