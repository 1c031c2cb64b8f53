import type { ConfigFields } from '@hub/source';
import { z } from 'zod';

/** Fields of a tenant file whose texts and secrets stand where they are. */
export const plainFields: ConfigFields = {
  text: () => z.string().min(1),
  secret: () => z.string().min(1),
  url: () => z.url(),
  whole: (min, max) => z.int().min(min).max(max),
};
