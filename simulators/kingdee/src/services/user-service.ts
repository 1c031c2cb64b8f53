import type { SessionMethod } from '../protocol/method.js';

/** Maps a mobile number to a user id; 0 when nobody has it. `userName` narrows it down. */
export const getUserIdByTelNo: SessionMethod = {
  kind: 'session',
  name: 'GetUserIdByTelNo',
  parameters: ['mobile', 'userName'],
  errors: 'object',
  handle: ({ session, arguments: [mobile, userName] }) => {
    const found = session.account.users.find(
      (user) =>
        user.mobile !== '' &&
        user.mobile === mobile &&
        (typeof userName !== 'string' ||
          userName === '' ||
          user.userName.toUpperCase() === userName.toUpperCase()),
    );
    return found?.userId ?? 0;
  },
};
