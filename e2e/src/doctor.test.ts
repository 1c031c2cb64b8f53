import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DoctorRig } from './testing/doctor-rig.js';

describe('hub doctor', () => {
  let rig: DoctorRig;

  before(async () => {
    rig = await DoctorRig.start();
  });
  after(() => rig.stop());

  it('finds nothing wrong with the seeded world, and ends with 0', async () => {
    const { code, said } = await rig.examine();
    const wrong = [...said].filter(([, finding]) => finding?.ok !== true);
    assert.deepEqual([code, wrong], [0, []]);
  });
});
