import { stageContainer } from '@gho-platform/api';
import type { V1Container, V1PodSpec, V1PodTemplateSpec } from '@kubernetes/client-node';
import { containerEnv, literal } from './container-env.ts';
import { childLabels } from './job-for.ts';
import type { JobInput } from './job-for.ts';

/** Uid and gid of a stage that names none; every image of the platform is built for it. */
const nonRootId = 65532;

/** The only place a stage may write to, besides its termination message. */
const scratch = { name: 'tmp', mountPath: '/tmp', sizeLimit: '2Gi' };

/** podTemplate renders the pods of an attempt, within the restricted Pod Security Standard. */
export function podTemplate(input: JobInput): V1PodTemplateSpec {
  return {
    metadata: {
      labels: childLabels(input),
      annotations: {
        'kubectl.kubernetes.io/default-container': stageContainer,
        // Moving a stage to another node to save money would start it again from the beginning.
        'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      },
    },
    spec: podSpec(input),
  };
}

function podSpec(input: JobInput): V1PodSpec {
  const { stage } = input;
  return {
    restartPolicy: 'Never',
    ...(stage.serviceAccountName === undefined
      ? {}
      : { serviceAccountName: stage.serviceAccountName }),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: stage.terminationGracePeriodSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: nonRootId,
      runAsGroup: nonRootId,
      fsGroup: nonRootId,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...placement(input),
    containers: [container(input)],
    volumes: [{ name: scratch.name, emptyDir: { sizeLimit: scratch.sizeLimit } }],
  };
}

function placement({ stage }: JobInput): Partial<V1PodSpec> {
  const { nodeSelector, tolerations, imagePullSecrets } = stage;
  return {
    ...(nodeSelector === undefined ? {} : { nodeSelector: { ...nodeSelector } }),
    ...(tolerations === undefined ? {} : { tolerations: tolerations.map((one) => ({ ...one })) }),
    ...(imagePullSecrets === undefined
      ? {}
      : { imagePullSecrets: imagePullSecrets.map((one) => ({ ...one })) }),
  };
}

function container(input: JobInput): V1Container {
  const { stage, action } = input;
  return {
    name: stageContainer,
    image: stage.image,
    imagePullPolicy: stage.imagePullPolicy,
    ...(stage.command === undefined ? {} : { command: stage.command.map(literal) }),
    ...(action.args === undefined ? {} : { args: action.args.map(literal) }),
    env: containerEnv(input),
    ...(stage.envFrom === undefined ? {} : { envFrom: stage.envFrom.map((one) => ({ ...one })) }),
    ...resources(input),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      privileged: false,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: scratch.name, mountPath: scratch.mountPath }],
    // A crash leaves its last log lines, which then become the message of the attempt.
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

function resources({ stage, action }: JobInput): Pick<V1Container, 'resources'> {
  const { requests, limits } = stage.resources ?? {};
  // An attempt that follows one without enough memory asks for what it may use.
  const memory = action.memory === undefined ? {} : { memory: action.memory };
  const asked = { ...requests, ...memory };
  const most = { ...limits, ...memory };
  const resources = {
    ...(Object.keys(asked).length === 0 ? {} : { requests: quantities(asked) }),
    ...(Object.keys(most).length === 0 ? {} : { limits: quantities(most) }),
  };
  return Object.keys(resources).length === 0 ? {} : { resources };
}

/** A quantity may be written as a number in YAML; the API server wants a string here. */
function quantities(list: Readonly<Record<string, number | string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(list).map(([name, value]) => [name, String(value)]));
}
