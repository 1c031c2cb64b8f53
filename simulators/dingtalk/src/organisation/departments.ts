import type { Department, Organisation } from './organisation.js';

const depthMax = 50;

/** A department and all above it, up to the root. */
export function ancestorsOf(organisation: Organisation, deptId: number): readonly number[] {
  const chain: number[] = [];
  let at = organisation.departments.get(deptId);
  while (at !== undefined && chain.length < depthMax) {
    chain.push(at.deptId);
    at = organisation.departments.get(at.parentId);
  }
  return chain;
}

/** The departments directly below one, in their order. */
export function childrenOf(organisation: Organisation, deptId: number): readonly Department[] {
  return [...organisation.departments.values()]
    .filter(({ parentId }) => parentId === deptId)
    .sort((one, other) => one.order - other.order);
}
