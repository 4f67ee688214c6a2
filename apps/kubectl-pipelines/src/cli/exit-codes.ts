/** Exit codes, for scripts. docs/kubectl-plugin.md promises them. */
export const exits = {
  /** Done; of a run that was waited for: it succeeded. */
  ok: 0,
  /** The run that was asked about failed or was cancelled, or the schedule does not do its work. */
  runFailed: 1,
  /** The command line is wrong, or the API server refuses the object that it describes. */
  usage: 2,
  /** There is no such object. */
  notFound: 3,
  /** Not allowed, or not known to the API server. */
  forbidden: 4,
  /** --timeout ran out; the run goes on. */
  timeout: 5,
  /** Anything else, such as an API server that does not answer. */
  unavailable: 6,
  /** Ctrl-C; the run goes on. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exits)[keyof typeof exits];
