import { callBackRoutes } from '../callbacks/call-back-routes.js';
import type { VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import { approvalActionRoutes } from './approval-actions.js';
import { approvalFormRoutes } from './approval-forms.js';
import { approvalRoutes } from './approval.js';
import { calendarAttendeeRoutes } from './calendar-attendees.js';
import { calendarRoutes } from './calendar.js';
import { cardRoutes } from './card.js';
import { directoryWriteRoutes } from './directory-writes.js';
import { dingRoutes } from './ding.js';
import { directoryDepartmentRoutes } from './directory-departments.js';
import { directoryRoleRoutes } from './directory-roles.js';
import { directoryUserRoutes } from './directory-users.js';
import { gatewayRoutes } from './gateway.js';
import { groupRoutes } from './groups.js';
import { loginRoutes } from './login.js';
import { mediaRoutes } from './media.js';
import { oauth2Routes } from './oauth2.js';
import { oldApprovalRoutes } from './old-approval.js';
import { oldCardRoutes } from './old-card.js';
import { oldDirectoryRoutes } from './old-directory.js';
import { plainCardRoutes } from './plain-card.js';
import { robotGroupRoutes } from './robot-group.js';
import { robotPersonRoutes } from './robot-person.js';
import { robotWebhookRoutes } from './robot-webhook.js';
import { todoRoutes } from './todo.js';
import { workNotificationRoutes } from './work-notification.js';

/** Every call of DingTalk that is simulated, one file a group. */
export function vendorRoutes(world: World): readonly VendorRoute[] {
  return [
    ...oauth2Routes(world),
    ...gatewayRoutes(world),
    ...callBackRoutes(world),
    ...cardRoutes(world),
    ...oldCardRoutes(world),
    ...plainCardRoutes(world),
    ...robotPersonRoutes(world),
    ...robotGroupRoutes(world),
    ...robotWebhookRoutes(world),
    ...workNotificationRoutes(world),
    ...todoRoutes(world),
    ...approvalRoutes(world),
    ...approvalActionRoutes(world),
    ...approvalFormRoutes(world),
    ...oldApprovalRoutes(world),
    ...calendarRoutes(world),
    ...calendarAttendeeRoutes(world),
    ...dingRoutes(world),
    ...mediaRoutes(world),
    ...groupRoutes(),
    ...loginRoutes(world),
    ...directoryUserRoutes(world),
    ...directoryDepartmentRoutes(),
    ...directoryRoleRoutes(),
    ...directoryWriteRoutes(world),
    ...oldDirectoryRoutes(),
  ];
}
