import { BusinessError, msgCode } from '../business-error.js';

/** A right that somebody does not have. `*` stands for all. */
export interface Denial {
  readonly userName: string;
  readonly form: string;
  /** Method or operation number, e.g. `View`, `Save`, `Audit`, `BillClose`. */
  readonly operation: string;
}

/** `expiring` lets in with a warning; `hard-expired` answers every later call with a text. */
export const passwordStates = ['valid', 'expiring', 'expired', 'hard-expired'] as const;
type PasswordState = (typeof passwordStates)[number];

/** What a site's administrator has set for one user. */
export interface UserState {
  readonly locked: boolean;
  readonly password: PasswordState;
  /** Whether the user has a licence group; without one every call is refused with MsgCode 7. */
  readonly licensed: boolean;
  /** Numbers of the organisations whose bills the user sees; empty for all. */
  readonly organisations: readonly string[];
}

/** The third-party login authorisation of one application. */
export interface AppState {
  /** Login names that may use it; `*` for everybody. */
  readonly users: readonly string[];
  /** Addresses that may call; empty for all. */
  readonly addresses: readonly string[];
}

const freshUser: UserState = {
  locked: false,
  password: 'valid',
  licensed: true,
  organisations: [],
};

/** Names of operations as refusals say them. */
const operationNames: Readonly<Record<string, string>> = {
  View: '查看',
  Save: '保存',
  Draft: '暂存',
  Submit: '提交',
  CancelAssign: '撤销',
  Audit: '审核',
  UnAudit: '反审核',
  Delete: '删除',
  Push: '下推',
  Allocate: '分配',
  CancelAllocate: '取消分配',
};

/** Who may do what in one account book. Everything is allowed until somebody says otherwise. */
export class Access {
  readonly #users = new Map<string, UserState>();
  readonly #apps = new Map<string, AppState>();
  denials: readonly Denial[] = [];

  userState(userName: string): UserState {
    return this.#users.get(userName.toUpperCase()) ?? freshUser;
  }

  setUser(userName: string, change: Partial<UserState>): void {
    this.#users.set(userName.toUpperCase(), { ...this.userState(userName), ...change });
  }

  /** What is set for an application; only its own user from anywhere until something is. */
  appState(app: { readonly appId: string; readonly userName: string }): AppState {
    return this.#apps.get(app.appId) ?? { users: [app.userName], addresses: [] };
  }

  setApp(
    app: { readonly appId: string; readonly userName: string },
    change: Partial<AppState>,
  ): void {
    this.#apps.set(app.appId, { ...this.appState(app), ...change });
  }

  /** Throws MsgCode 2 when the user lacks the right. */
  require(userName: string, form: { id: string; name: string }, operation: string): void {
    const fits = (set: string, given: string): boolean =>
      set === '*' || set.toUpperCase() === given.toUpperCase();
    const denied = this.denials.some(
      (denial) =>
        fits(denial.userName, userName) &&
        fits(denial.form, form.id) &&
        fits(denial.operation, operation),
    );
    if (!denied) return;
    const name = operationNames[operation] ?? operation;
    throw new BusinessError(
      msgCode.noPermission,
      `您没有“${form.name}”的“${name}”权限，请联系系统管理员`,
    );
  }
}
