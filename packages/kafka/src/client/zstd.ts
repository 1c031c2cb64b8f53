import { promisify } from 'node:util';
import {
  constants,
  zstdCompress,
  zstdCompressSync,
  zstdDecompress,
  zstdDecompressSync,
} from 'node:zlib';
import kafkajs from 'kafkajs';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Below this, in bytes, a trip to the thread pool costs several times as much as the compression itself. */
const inPlaceMax = 65_536;
/** Nothing we write is near this; a hostile frame must not be able to ask for more. */
const decompressedBytesMax = 256 * 1024 * 1024;

const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const bounded = { maxOutputLength: decompressedBytesMax };

interface Encoder {
  readonly buffer: Buffer;
}

/** Teaches kafkajs the compression that the producers use; kafkajs keeps the table per process. */
export function registerZstd(): void {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
    compress: async ({ buffer }: Encoder) =>
      buffer.length < inPlaceMax ? zstdCompressSync(buffer, fast) : await compress(buffer, fast),
    decompress: async (bytes: Buffer) =>
      bytes.length < inPlaceMax / 8
        ? zstdDecompressSync(bytes, bounded)
        : await decompress(bytes, bounded),
  });
}
