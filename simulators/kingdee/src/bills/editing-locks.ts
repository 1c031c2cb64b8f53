import { BusinessError, msgCode } from '../business-error.js';

/** What stands in the way of changing one bill. */
export interface Obstacle {
  /** Login name of who has the bill open for editing. */
  readonly lockedBy?: string;
  /** A question that the caller must answer beforehand, by naming the flag in InterationFlags. */
  readonly question?: { readonly flag: string; readonly message: string };
}

/** Editing locks (网络控制) and open questions on bills, set through the control interface. */
export class EditingLocks {
  readonly #obstacles = new Map<string, Obstacle>();

  set(formId: string, id: number | string, obstacle: Obstacle): void {
    const key = `${formId}/${String(id)}`;
    this.#obstacles.set(key, { ...this.#obstacles.get(key), ...obstacle });
  }

  clear(formId: string, id: number | string): void {
    this.#obstacles.delete(`${formId}/${String(id)}`);
  }

  /** Throws MsgCode 13 while somebody else edits the bill. */
  requireFree(formId: string, id: number | string, userName: string): void {
    const by = this.#obstacles.get(`${formId}/${String(id)}`)?.lockedBy;
    if (by === undefined || by.toUpperCase() === userName.toUpperCase()) return;
    throw new BusinessError(
      msgCode.networkControl,
      `该单据正在被用户“${by}”编辑，与当前业务操作冲突，请稍候再使用`,
    );
  }

  /** Throws unless the caller has answered the question that the operation asks. */
  requireAnswered(
    formId: string,
    id: number | string,
    answers: { readonly flags: readonly string[]; readonly ignoreAll: boolean },
  ): void {
    const question = this.#obstacles.get(`${formId}/${String(id)}`)?.question;
    if (question === undefined || answers.ignoreAll) return;
    if (answers.flags.some((flag) => flag.toUpperCase() === question.flag.toUpperCase())) return;
    throw new BusinessError(msgCode.validation, question.message, question.flag);
  }
}
