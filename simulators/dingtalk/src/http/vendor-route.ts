import type { App, Organisation } from '../organisation/organisation.js';

/** The two generations of the interface; they differ in where the token is and in how errors look. */
export type Generation = 'api' | 'oapi';

export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A request, read and parsed. */
export interface VendorRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** False when the body was neither empty nor JSON nor a form. */
  readonly bodyReadable: boolean;
  /** The file of a multipart form. */
  readonly file?: UploadedFile;
  readonly remoteAddress: string;
}

/** A request whose access token has been accepted. */
export interface AppRequest extends VendorRequest {
  readonly app: App;
  readonly organisation: Organisation;
}

interface RouteBase {
  /** A short name, also a target of faults, e.g. `card.createAndDeliver`. */
  readonly name: string;
  readonly generation: Generation;
  /** ANY: by GET as well as by POST. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'ANY';
  /** With parameters in braces. */
  readonly path: string;
}

/** A call without access token. */
interface OpenRoute extends RouteBase {
  readonly open: true;
  handle(request: VendorRequest): unknown;
}

/** A call with an access token. */
export interface TokenRoute extends RouteBase {
  readonly open?: false;
  /** The permission it needs. */
  readonly scope?: string;
  /** Whether it counts against the monthly quota of API calls. */
  readonly counted: boolean;
  /** Whether the token of a person who let the application in serves as well. */
  readonly personal?: boolean;
  handle(request: AppRequest): unknown;
}

export type VendorRoute = OpenRoute | TokenRoute;

export function generationOf(path: string): Generation {
  return /^\/v\d+\.\d+\//.test(path) ? 'api' : 'oapi';
}
