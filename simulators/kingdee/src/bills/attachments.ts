import { randomBytes } from 'node:crypto';
import { BusinessError, msgCode } from '../business-error.js';

const fileBytesMax = 64 * 1_048_576;
const filesMax = 500;
/** The manual's sample downloads parts of this size. */
const partBytes = 4 * 1_048_576;

/** Where a file hangs. */
export interface AttachedTo {
  readonly formId: string;
  readonly billId: string;
  readonly billNumber: string;
  readonly entryKey: string;
  readonly entryId: string;
}

interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly attachedTo: AttachedTo | undefined;
  readonly parts: Buffer[];
  complete: boolean;
}

/** One part of a download. */
export interface FilePart {
  readonly name: string;
  readonly size: number;
  readonly part: Buffer;
  /** Where the next part begins; after the last part it may lie beyond the end. */
  readonly next: number;
  readonly isLast: boolean;
}

/** The file server of an account book: files come and go in parts. */
export class Attachments {
  readonly #files = new Map<string, StoredFile>();

  /** Takes a part; without a known file id it begins a new file. Returns the file's id, 32 hex digits. */
  upload(
    file: { readonly id: string; readonly name: string; readonly attachedTo?: AttachedTo },
    part: Buffer,
    isLast: boolean,
  ): string {
    const stored = file.id === '' ? this.#begin(file.name, file.attachedTo) : this.#find(file.id);
    if (stored.complete) {
      throw new BusinessError(msgCode.notOperable, `文件“${stored.id}”已经上传完成。`);
    }
    const size = stored.parts.reduce((sum, each) => sum + each.length, part.length);
    if (size > fileBytesMax) {
      this.#files.delete(stored.id);
      throw new BusinessError(msgCode.validation, '附件大小超出限制。');
    }
    stored.parts.push(part);
    stored.complete = isLast;
    return stored.id;
  }

  /** The part that begins at `start`: parts come back as they were uploaded, large ones cut. */
  download(id: string, start: number): FilePart {
    const { name, parts } = this.#find(id);
    const whole = Buffer.concat(parts);
    const [first] = parts;
    const size = parts.length > 1 && first !== undefined ? first.length : partBytes;
    const part = whole.subarray(start, start + size);
    const next = start + size;
    return { name, size: whole.length, part, next, isLast: next >= whole.length };
  }

  /** The complete files of a bill. */
  ofBill(formId: string, billId: string): readonly { id: string; name: string }[] {
    return [...this.#files.values()].filter(
      ({ attachedTo, complete }) =>
        complete && attachedTo?.formId === formId && attachedTo.billId === billId,
    );
  }

  has(id: string): boolean {
    return this.#files.get(id)?.complete ?? false;
  }

  #begin(name: string, attachedTo: AttachedTo | undefined): StoredFile {
    const [oldest] = this.#files.keys();
    if (this.#files.size >= filesMax && oldest !== undefined) this.#files.delete(oldest);
    const id = randomBytes(16).toString('hex');
    const file: StoredFile = { id, name, attachedTo, parts: [], complete: false };
    this.#files.set(id, file);
    return file;
  }

  #find(id: string): StoredFile {
    const file = this.#files.get(id);
    if (file === undefined) throw new BusinessError(msgCode.noData, `文件“${id}”不存在。`);
    return file;
  }
}
