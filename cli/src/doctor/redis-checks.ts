import { connectRedis } from '@hub/redis';
import { bad, check, good } from './fault-words.js';
import type { Section } from './report.js';

const answerWithinMs = 15_000;
const quiet = { info: (): void => undefined, warn: (): void => undefined };

export function redisSection(url: string | undefined): Section {
  return {
    title: { zh: '缓存', en: 'Redis' },
    checks: [
      check('redis.reach', { zh: '连接', en: 'connection' }, async () => {
        if (url === undefined) {
          return good({
            zh: '未设置 REDIS_URL，不使用 Redis',
            en: 'REDIS_URL is not set; the hub goes on without',
          });
        }
        const link = await connectRedis(url, { log: quiet, firstWaitMs: answerWithinMs });
        const problem = link.problem();
        await link.close();
        if (problem === null) return good({ zh: '应答正常', en: 'answers' });
        return bad(
          'REDIS_AWAY',
          {
            zh: `没有应答；集线器会变慢，但不会出错\n${problem}`,
            en: `does not answer; the hub is slower without but stays right\n${problem}`,
          },
          {
            zh: '启动 Redis，或改正 REDIS_URL',
            en: 'start Redis or correct REDIS_URL',
          },
        );
      }),
    ],
  };
}
