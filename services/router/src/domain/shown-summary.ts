import type { Summary } from '@hub/schemas';
import type { Directory } from './directory.js';

/** A summary as people are shown it: the ERP often knows its users by login only, colleagues know each other by name. */
export function shownSummary(summary: Summary, directory: Directory): Summary {
  const { applicant } = summary;
  if (applicant === null) return summary;
  const name = directory.byErpUser(applicant.userId)?.name ?? applicant.name;
  return { ...summary, applicant: { ...applicant, name } };
}
