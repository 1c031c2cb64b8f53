import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60 * 1000;

/** Names under which a client with built-in addresses may reach the simulator, once they are mapped to it. */
export const vendorHosts: readonly string[] = [
  'api.dingtalk.com',
  'oapi.dingtalk.com',
  'wss-open-connection.dingtalk.com',
  'localhost',
];

/** What an HTTPS server needs, and what a client must trust. All PEM. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** Makes a certification authority and a certificate for `host`, valid for 30 days, known to nobody else. */
export async function createIdentity(host: string): Promise<ServerIdentity> {
  const authorityKeys = await newKeys();
  const authority = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=DingTalk simulator private CA',
    ...validity(),
    signingAlgorithm: algorithm,
    keys: authorityKeys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const keys = await newKeys();
  const certificate = await certify(host, authority, authorityKeys, keys);
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    key: pem('PRIVATE KEY', key),
    cert: `${certificate.toString('pem')}\n`,
    ca: `${authority.toString('pem')}\n`,
  };
}

/** Puts the CA where a client can be pointed at it, e.g. by `NODE_EXTRA_CA_CERTS`. `remove` takes it away again. */
export async function writeCa(ca: string): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'dingtalk-simulator-'));
  const file = join(folder, 'ca.pem');
  await writeFile(file, ca);
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function certify(
  host: string,
  authority: X509Certificate,
  authorityKeys: webcrypto.CryptoKeyPair,
  keys: webcrypto.CryptoKeyPair,
): Promise<X509Certificate> {
  const names = [...new Set([host, '127.0.0.1', ...vendorHosts])].map(
    (value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const,
  );
  return X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: 'CN=DingTalk simulator',
    issuer: authority.subject,
    ...validity(),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** From yesterday, because the clocks of two machines differ. */
function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - dayMs), notAfter: new Date(now + 30 * dayMs) };
}

function serial(): string {
  return `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}`;
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
