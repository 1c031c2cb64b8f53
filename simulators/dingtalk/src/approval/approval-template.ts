import { readData } from '../data.js';

export interface FormComponent {
  readonly id: string;
  readonly name: string;
  readonly componentType: string;
  readonly bizAlias?: string;
  readonly required?: boolean;
  /** Texts of a choice. */
  readonly options?: readonly string[];
  /** Columns of a table. */
  readonly children?: readonly FormComponent[];
}

export type ActionType = 'AND' | 'OR' | 'NONE';

/** Who decides a step, found out when an approval starts. */
type ApproverRule =
  | { readonly kind: 'users'; readonly userIds: readonly string[] }
  /** The originator's own manager. */
  | { readonly kind: 'manager' }
  | { readonly kind: 'role'; readonly role: string }
  /** Named by the originator under this key. */
  | { readonly kind: 'chosen'; readonly actionerKey: string };

export interface FlowStep {
  readonly name: string;
  readonly actionType: ActionType;
  readonly approvers: ApproverRule;
}

/** An approval form with its flow, as an administrator builds it in the console. */
export interface ApprovalTemplate {
  readonly processCode: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly components: readonly FormComponent[];
  readonly flow: readonly FlowStep[];
  /** Names of roles that get a copy at the end. */
  readonly ccRoles: readonly string[];
}

/** The seeded templates, the same in every organisation. */
export function seedTemplates(): Map<string, ApprovalTemplate> {
  const templates = readData('approval-templates') as ApprovalTemplate[];
  return new Map(templates.map((each) => [each.processCode, each]));
}
