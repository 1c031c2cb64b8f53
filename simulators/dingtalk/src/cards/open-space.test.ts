import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOpenSpaceId } from './open-space.js';

const cases = [
  { text: 'dtv1.card//IM_ROBOT.u1', want: [['IM_ROBOT', 'u1']] },
  {
    text: 'dtv1.card//im_group.cidA==;im_robot.u1;',
    want: [
      ['IM_GROUP', 'cidA=='],
      ['IM_ROBOT', 'u1'],
    ],
  },
  {
    text: 'dtv1.card//IM_ROBOT.a.b;dtv1.card//IM_ROBOT.c',
    want: [
      ['IM_ROBOT', 'a.b'],
      ['IM_ROBOT', 'c'],
    ],
  },
  { text: 'IM_ROBOT.u1', want: undefined },
  { text: 'dtv1.card//', want: undefined },
  { text: 'dtv1.card//IM_ROBOT.', want: undefined },
  { text: 'dtv1.card//NOWHERE.u1', want: undefined },
];

describe('parseOpenSpaceId', () => {
  for (const { text, want } of cases) {
    it(`reads ${text}`, () => {
      const spaces = parseOpenSpaceId(text)?.map(({ spaceId, spaceType }) => [spaceType, spaceId]);
      assert.deepEqual(spaces, want);
    });
  }
});
