import { requireChromium } from '@hub/local';
import { chromium, type Browser } from 'playwright-core';

/** A headless Chromium of the system that calls nobody but the pages it is given. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = await requireChromium((line) => process.stderr.write(`${line}\n`));
  return chromium.launch({
    executablePath,
    timeout: 120_000,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
