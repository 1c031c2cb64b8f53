import { Controller, Get, Inject } from '@nestjs/common';
import type { TenantStatus } from './tenant-status.js';

export const STATUSES = Symbol('statuses');

/** Where operators see how the tenants are doing. Documents leave by topic; nothing comes in here. */
@Controller()
export class IngestKingdeeController {
  readonly #statuses: () => readonly TenantStatus[];

  constructor(@Inject(STATUSES) statuses: () => readonly TenantStatus[]) {
    this.#statuses = statuses;
  }

  @Get('/tenants')
  tenants(): readonly TenantStatus[] {
    return this.#statuses();
  }
}
