import type { VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import { cardRoutes } from './card.js';
import { directoryDepartmentRoutes } from './directory-departments.js';
import { directoryRoleRoutes } from './directory-roles.js';
import { directoryUserRoutes } from './directory-users.js';
import { gatewayRoutes } from './gateway.js';
import { oauth2Routes } from './oauth2.js';
import { robotGroupRoutes } from './robot-group.js';
import { robotPersonRoutes } from './robot-person.js';
import { robotWebhookRoutes } from './robot-webhook.js';
import { workNotificationRoutes } from './work-notification.js';

/** Every call of DingTalk that is simulated, one file a group. */
export function vendorRoutes(world: World): readonly VendorRoute[] {
  return [
    ...oauth2Routes(world),
    ...gatewayRoutes(world),
    ...cardRoutes(world),
    ...robotPersonRoutes(world),
    ...robotGroupRoutes(world),
    ...robotWebhookRoutes(world),
    ...workNotificationRoutes(world),
    ...directoryUserRoutes(),
    ...directoryDepartmentRoutes(),
    ...directoryRoleRoutes(),
  ];
}
