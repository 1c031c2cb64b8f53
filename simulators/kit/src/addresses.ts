import type { ControlServer } from './control-server.js';

/** Where a simulator listens. */
export interface ListenOptions {
  /** Address to listen on; the loopback address when absent. */
  readonly host?: string;
  /** Port of the vendor's paths; a free one when absent or 0. */
  readonly port?: number;
  /** Port of the page and the control interface; a free one when absent or 0. */
  readonly controlPort?: number;
}

/** A server that speaks for the vendor. */
interface Listener {
  listen(port: number, host: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens a vendor's server and its control interface, or neither. `vendor` is what the vendor's server calls its address. */
export async function listenBoth(
  vendor: Listener,
  control: ControlServer,
  { host = '127.0.0.1', port = 0, controlPort = 0 }: ListenOptions,
): Promise<{
  readonly vendor: string;
  readonly control: string;
  readonly close: () => Promise<void>;
}> {
  const vendorUrl = await vendor.listen(port, host);
  const controlUrl = await control.listen(controlPort, host).catch(async (error: unknown) => {
    await vendor.close();
    throw error;
  });
  return {
    vendor: vendorUrl,
    control: controlUrl,
    close: async () => {
      await Promise.all([vendor.close(), control.close()]);
    },
  };
}
