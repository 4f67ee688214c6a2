/** Mutant is one small mistake in the decision. Tests that let it live prove less than they say. */
export interface Mutant {
  /** What the mistake means. */
  readonly name: string;
  /** File below src. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}
