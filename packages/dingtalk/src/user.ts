import type { OpenApi } from './open-api.js';
import { isFields, textOf } from './reply.js';

/**
 * The union id of a person, which to-dos and calendars are addressed by; '' when DingTalk names none. Free of the
 * month's calls.
 */
export async function unionIdOf(api: OpenApi, userId: string): Promise<string> {
  const { result } = await api.oapi('topapi/v2/user/get', { userid: userId });
  return isFields(result) ? textOf(result['unionid']) : '';
}
