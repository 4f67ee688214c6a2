/** What a shell can complete; a list holds the words themselves. */
export type Completion =
  | 'run'
  | 'schedule'
  | 'suspendable'
  | 'pipeline'
  | 'stage'
  | 'parameter'
  | 'namespace'
  | 'context'
  | 'file'
  | readonly string[];

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

/** Formats of --output that every command has. */
const commonOutputs = ['json', 'yaml'] as const;

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
    value: commonOutputs.join('|'),
    completes: commonOutputs,
    help: 'print objects rather than text',
  },
  { name: 'no-color', help: 'no colours, as with NO_COLOR; they need a terminal anyway' },
  { name: 'help', short: 'h', help: 'explain the command' },
];

/** commonFlagsOf are the common flags of a command, which may have further formats of --output. */
export function commonFlagsOf({
  outputs = [],
}: {
  readonly outputs?: readonly string[];
}): readonly Flag[] {
  const formats = [...commonOutputs, ...outputs];
  return commonFlags.map((flag) =>
    flag.name === 'output' ? { ...flag, value: formats.join('|'), completes: formats } : flag,
  );
}

/** --all-namespaces, for commands that list. */
export const allNamespacesFlag: Flag = {
  name: 'all-namespaces',
  short: 'A',
  help: 'of every namespace',
};

/** --timeout, for commands that wait. */
export const timeoutFlag: Flag = {
  name: 'timeout',
  value: 'DURATION',
  help: 'stop waiting after this long, such as 90s or 1h30m, with exit code 5; the run goes on',
};
