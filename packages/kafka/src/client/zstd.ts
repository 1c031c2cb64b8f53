import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Nothing we write is near this; a hostile frame must not be able to ask for more. */
const decompressedBytesMax = 256 * 1024 * 1024;

interface Encoder {
  readonly buffer: Buffer;
}

/** Teaches kafkajs the compression that the producers use; kafkajs keeps the table per process. */
export function registerZstd(): void {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
    compress: async (encoder: Encoder) =>
      await compress(encoder.buffer, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
    decompress: async (bytes: Buffer) =>
      await decompress(bytes, { maxOutputLength: decompressedBytesMax }),
  });
}
