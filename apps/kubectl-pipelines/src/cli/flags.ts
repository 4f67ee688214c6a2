/** What a shell can complete; a list holds the words themselves. */
export type Completion =
  'run' | 'pipeline' | 'stage' | 'parameter' | 'namespace' | 'context' | 'file' | readonly string[];

/** Flag is one option of the command line. With `value` it takes one, which help shows by that word. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly value?: string;
  readonly multiple?: boolean;
  readonly help: string;
  readonly completes?: Completion;
}

export interface Positional {
  /** As help shows it, such as RUN. */
  readonly name: string;
  readonly completes: Completion;
  readonly optional?: boolean;
}

/** Flags that every command has. */
export const commonFlags: readonly Flag[] = [
  {
    name: 'namespace',
    short: 'n',
    value: 'NAMESPACE',
    completes: 'namespace',
    help: 'namespace; that of the context unless given',
  },
  { name: 'context', value: 'CONTEXT', completes: 'context', help: 'context of the kubeconfig' },
  {
    name: 'kubeconfig',
    value: 'FILE',
    completes: 'file',
    help: 'kubeconfig instead of KUBECONFIG and ~/.kube/config',
  },
  {
    name: 'output',
    short: 'o',
    value: 'json|yaml',
    completes: ['json', 'yaml'],
    help: 'print objects rather than text',
  },
  { name: 'no-color', help: 'no colours, as with NO_COLOR; they need a terminal anyway' },
  { name: 'help', short: 'h', help: 'explain the command' },
];

/** --timeout, for commands that wait. */
export const timeoutFlag: Flag = {
  name: 'timeout',
  value: 'DURATION',
  help: 'stop waiting after this long, such as 90s or 1h30m, with exit code 5; the run goes on',
};
