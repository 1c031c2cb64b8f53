import { field } from '../http/field.js';
import { FileAnswer } from '../http/vendor-reply.js';
import { ApiError, businessError } from '../http/vendor-error.js';
import type { TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';

const oapi = { generation: 'oapi', scope: 'qyapi_base', counted: true } as const;
const megabyte = 1_048_576;

interface MediaKind {
  readonly bytesMax: number;
  readonly extensions: readonly string[];
  /** errcode of a file that is too large. */
  readonly tooLarge: number;
}

/** What may be uploaded, by type. */
const kinds: Readonly<Record<string, MediaKind>> = {
  image: {
    bytesMax: 20 * megabyte,
    extensions: ['jpg', 'jpeg', 'gif', 'png', 'bmp'],
    tooLarge: 40009,
  },
  voice: { bytesMax: 2 * megabyte, extensions: ['amr', 'mp3', 'wav'], tooLarge: 40010 },
  video: { bytesMax: 20 * megabyte, extensions: ['mp4'], tooLarge: 40011 },
  file: {
    bytesMax: 20 * megabyte,
    extensions: ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'zip', 'pdf', 'rar'],
    tooLarge: 40006,
  },
};

/** Media files: upload, and what the phone would do with the id, download. */
export function mediaRoutes(world: World): readonly VendorRoute[] {
  return [upload(world), download(world), messageFile(world)];
}

function upload(world: World): TokenRoute {
  return {
    ...oapi,
    name: 'media.upload',
    method: 'POST',
    path: '/media/upload',
    handle: ({ app, body, file, query }) => {
      // Some clients put the type into the address, some into the form.
      const type = field.text(query, 'type') ?? field.text(body, 'type') ?? '';
      const kind = kinds[type];
      if (kind === undefined) throw businessError(40004, '不合法的媒体文件类型');
      if (file === undefined) throw businessError(41005, '缺少多媒体文件数据');
      if (file.bytes.length === 0) throw businessError(44001, '多媒体文件为空');
      const extension = file.name.split('.').at(-1)?.toLowerCase() ?? '';
      if (!kind.extensions.includes(extension)) throw businessError(40005, '不合法的文件类型');
      if (file.bytes.length > kind.bytesMax) throw businessError(kind.tooLarge, '不合法的文件大小');
      const createdAt = world.clock.now();
      const { bytes, contentType, name } = file;
      const media = world.media.add({
        corpId: app.corpId,
        type,
        name,
        contentType,
        bytes,
        createdAt,
      });
      const { mediaId } = media;
      world.journal.append('media.uploaded', {
        corpId: app.corpId,
        mediaId,
        type,
        name,
        bytes: bytes.length,
      });
      return { media_id: mediaId, created_at: createdAt, type };
    },
  };
}

function download(world: World): TokenRoute {
  return {
    ...oapi,
    name: 'media.downloadFile',
    method: 'GET',
    path: '/media/downloadFile',
    handle: ({ app, query }) => {
      const media = world.media.find(app.corpId, query['media_id'] ?? '');
      if (media === undefined) throw businessError(40007, '不合法的媒体文件id');
      return new FileAnswer(media.contentType, media.bytes);
    },
  };
}

/** What a robot received: the code of the message becomes an address to fetch it from. */
function messageFile(world: World): TokenRoute {
  return {
    generation: 'api',
    scope: 'qyapi_robot_sendmsg',
    counted: true,
    name: 'robot.messageFile',
    method: 'POST',
    path: '/v1.0/robot/messageFiles/download',
    handle: ({ app, body }) => {
      const media = world.media.find(app.corpId, field.text(body, 'downloadCode') ?? '');
      if (media === undefined)
        throw new ApiError(400, 'invalidParameter.downloadCode', '无效的downloadCode');
      const token = world.tokens.issue(app).token;
      const query = new URLSearchParams({ access_token: token, media_id: media.mediaId });
      return { downloadUrl: `${world.address}/media/downloadFile?${query.toString()}` };
    },
  };
}
