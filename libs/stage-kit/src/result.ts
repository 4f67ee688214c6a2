/** The result of a stage as the operator reads it from the termination message. */
export interface StageResult {
  /** At most 16; names `[A-Za-z][A-Za-z0-9]{0,62}`, values up to 256 characters. */
  readonly outputs?: Readonly<Record<string, string>>;
  readonly rows?: RowCounts;
  readonly quality?: QualitySummary;
  readonly tests?: TestSummary;
  readonly model?: ModelSummary;
  /** CamelCase, only on failure. */
  readonly reason?: string;
  /** For people, up to 512 characters. */
  readonly message?: string;
}

export interface RowCounts {
  readonly read?: number;
  readonly written?: number;
  readonly rejected?: number;
  readonly unchanged?: number;
}

export interface QualitySummary {
  readonly checks: number;
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
  /** Worst first; the first five are kept. */
  readonly worst?: readonly CheckFinding[];
}

export interface CheckFinding {
  readonly check: string;
  readonly severity: string;
  readonly outcome: string;
  readonly rows: number;
  /** The first three are kept, each cut to 160 characters. */
  readonly examples?: readonly string[];
}

export interface TestSummary {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly warned: number;
  readonly failures?: readonly string[];
}

export interface ModelSummary {
  readonly name: string;
  readonly version: string;
  readonly champion: boolean;
  /** Decimal strings: the Kubernetes API has no floats. */
  readonly metrics: readonly { name: string; value: string; baseline?: string }[];
}
