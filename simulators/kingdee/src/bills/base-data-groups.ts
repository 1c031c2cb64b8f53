import { BusinessError, msgCode } from '../business-error.js';

const groupsMax = 10_000;

/** A group that base data of one form is sorted into. */
export interface BaseDataGroup {
  readonly id: number;
  readonly parentId: number;
  readonly number: string;
  readonly name: string;
  readonly description: string;
}

/** The group trees of an account book, one per form, and the combinations of flex fields. */
export class BaseDataGroups {
  readonly #byForm = new Map<string, Map<number, BaseDataGroup>>();
  readonly #flex = new Map<string, number>();

  /** Adds a group, or changes the one with the id. Its number is unique in the form. */
  save(formId: string, group: BaseDataGroup): void {
    const groups = this.#of(formId);
    for (const other of groups.values()) {
      if (other.id === group.id || other.number !== group.number) continue;
      throw new BusinessError(
        msgCode.validation,
        `违反字段唯一性要求：编码唯一。[${group.number}]在当前系统中已经被使用。`,
        'FNumber',
      );
    }
    if (group.parentId !== 0 && !groups.has(group.parentId)) {
      throw new BusinessError(msgCode.noData, `上级分组“${String(group.parentId)}”不存在。`);
    }
    if (groups.size >= groupsMax) throw new BusinessError(msgCode.validation, '分组数量超出限制。');
    groups.set(group.id, group);
  }

  list(formId: string): readonly BaseDataGroup[] {
    return [...this.#of(formId).values()];
  }

  find(formId: string, id: number): BaseDataGroup | undefined {
    return this.#of(formId).get(id);
  }

  delete(formId: string, id: number): BaseDataGroup {
    const group = this.find(formId, id);
    if (group === undefined) {
      throw new BusinessError(msgCode.noData, `分组“${String(id)}”不存在。`);
    }
    if (this.list(formId).some(({ parentId }) => parentId === id)) {
      throw new BusinessError(msgCode.notOperable, `分组“${group.number}”有下级分组，不能删除。`);
    }
    this.#of(formId).delete(id);
    return group;
  }

  /** The id of a combination of flex values; the same combination always has the same one. */
  flexId(combination: string, nextId: () => number): number {
    const known = this.#flex.get(combination);
    if (known !== undefined) return known;
    if (this.#flex.size >= groupsMax) this.#flex.clear();
    const id = nextId();
    this.#flex.set(combination, id);
    return id;
  }

  #of(formId: string): Map<number, BaseDataGroup> {
    const groups = this.#byForm.get(formId) ?? new Map<number, BaseDataGroup>();
    this.#byForm.set(formId, groups);
    return groups;
  }
}
