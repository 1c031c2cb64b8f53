/** A group that is told, as far as it matters for what it is told and when. */
export interface Group {
  /** ROBOT: our application's robot is a member. WEBHOOK: whoever knows the address of its custom robot may write. */
  readonly by: 'ROBOT' | 'WEBHOOK';
  /** What its robot may say in a time; null when only the limit of the API holds. Names of one robot share it. */
  readonly limit: RobotLimit | null;
  /** Has to occur in each message; '' when nothing has to. */
  readonly keyword: string;
}

interface RobotLimit {
  readonly key: string;
  readonly calls: number;
  readonly windowMs: number;
}
