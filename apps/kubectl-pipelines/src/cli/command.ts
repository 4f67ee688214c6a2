import type { Cluster } from '../cluster/cluster.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Flag, Positional } from './flags.ts';
import type { Terminal } from './terminal.ts';
import type { Values } from './values.ts';

/** Context is what a command works with. */
export interface Context {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C; the reason is a Failure. */
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** Connects at the first call; commands that need no cluster work without one. */
  readonly cluster: (choice?: ClusterChoice) => Promise<Cluster>;
  /** Names of the contexts of the kubeconfig. */
  readonly contexts: (choice?: ClusterChoice) => readonly string[];
  /** The word that users type: `kubectl pipelines`, or the program's own name. */
  readonly program: string;
}

/** ClusterChoice is which cluster and namespace: what the command line says unless given. */
export interface ClusterChoice {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

/** Command is one word after `kubectl pipelines`. A new one is a file of its own and a line in the table. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Further lines for the command's own help. */
  readonly details?: string;
  /** What people would type, without the program. */
  readonly examples?: readonly string[];
  readonly positionals: readonly Positional[];
  /** Besides the common ones. */
  readonly flags: readonly Flag[];
  /** Formats of --output besides the common ones. */
  readonly outputs?: readonly string[];
  /** Not in help and completion. */
  readonly hidden?: boolean;
  /** Takes its arguments as they are. */
  readonly rawArguments?: boolean;
  readonly run: (values: Values, context: Context) => Promise<ExitCode>;
}
