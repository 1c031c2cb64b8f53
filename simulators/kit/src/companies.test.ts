import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { seedCompanies } from './companies.js';

describe('seedCompanies', () => {
  it('gives every department exactly one leader and every company one finance manager with a login', () => {
    for (const company of seedCompanies) {
      for (const department of company.departments) {
        const staff = company.people.filter((person) => person.department === department.number);
        const leaders = staff.filter((person) => person.leads === true).length;
        assert.equal(leaders, staff.length === 0 ? 0 : 1, `${company.key} ${department.name}`);
      }
      const finance = company.people.filter((person) => person.roles.includes('财务经理'));
      assert.equal(finance.length, 1);
      assert.ok(finance[0]?.erpLogin !== undefined);
    }
  });

  it('has mobiles that are unique over all companies, and a name and job number that are not', () => {
    const people = seedCompanies.flatMap((company) => company.people);
    assert.equal(new Set(people.map((person) => person.mobile)).size, people.length);
    const twins = people.filter((person) => person.jobNumber === 'HD002');
    assert.deepEqual(
      twins.map((person) => person.name),
      ['王芳', '王芳'],
    );
  });
});
