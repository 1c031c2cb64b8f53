import { randomBytes } from 'node:crypto';

export interface Media {
  readonly mediaId: string;
  readonly corpId: string;
  readonly type: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly createdAt: number;
}

const bytesKeptMax = 268_435_456;

/** Uploaded files; the oldest go when there is too much of it. */
export class MediaBook {
  readonly #media = new Map<string, Media>();
  #bytes = 0;

  find(corpId: string, mediaId: string): Media | undefined {
    const media = this.#media.get(mediaId);
    return media?.corpId === corpId ? media : undefined;
  }

  add(media: Omit<Media, 'mediaId'>): Media {
    const mark = media.type === 'image' ? '@lADP' : '@lAzP';
    const added = { ...media, mediaId: `${mark}${randomBytes(18).toString('base64url')}` };
    this.#media.set(added.mediaId, added);
    this.#bytes += media.bytes.length;
    for (const [mediaId, { bytes }] of this.#media) {
      if (this.#bytes <= bytesKeptMax) break;
      this.#media.delete(mediaId);
      this.#bytes -= bytes.length;
    }
    return added;
  }
}
