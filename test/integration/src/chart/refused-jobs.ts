import { annotated, changed, ownedBy, stageJob, type StageJob } from './stage-job.ts';

const safePod = stageJob().spec.template.spec.securityContext;
const safe = stageJob().spec.template.spec.containers[0]?.securityContext;

/** Jobs that are no stages: what is wrong with each, and what the admission policy says of it. */
export const refusedJobs: readonly (readonly [string, StageJob, RegExp])[] = [
  ['without an owner', { ...stageJob(), metadata: { name: 'a' } }, /controlled by a PipelineRun/],
  ['owned by a Pipeline', ownedBy({ kind: 'Pipeline' }), /controlled by a PipelineRun/],
  ['of another API group', ownedBy({ apiVersion: 'a.example/v1' }), /controlled by a PipelineRun/],
  ['that is not controlled', ownedBy({ controller: false }), /controlled by a PipelineRun/],
  ['with a Kubernetes token', changed({ automountServiceAccountToken: true }), /automount/],
  [
    'as the operator itself',
    changed({ serviceAccountName: 'gho-platform-operator' }),
    /serviceAccountName/,
  ],
  ['as the default account', changed({ serviceAccountName: 'default' }), /serviceAccountName/],
  ['on the network of the node', changed({ hostNetwork: true }), /hostNetwork/],
  ['that sees processes of the node', changed({ hostPID: true }), /hostPID/],
  ['that shares memory with the node', changed({ hostIPC: true }), /hostIPC/],
  ['on a node of its choice', changed({ nodeName: 'node-1' }), /nodeName/],
  [
    'with a folder of the node',
    changed({ volumes: [{ name: 'tmp', hostPath: { path: '/' } }] }),
    /emptyDir/,
  ],
  [
    'with a Secret as a volume',
    changed({ volumes: [{ name: 'tmp', secret: { secretName: 'gho-platform-postgres' } }] }),
    /emptyDir/,
  ],
  [
    'with a token as a volume',
    changed({
      volumes: [{ name: 'tmp', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }],
    }),
    /emptyDir/,
  ],
  ['as root', changed({ securityContext: { ...safePod, runAsNonRoot: false } }), /runAsNonRoot/],
  ['as user 0', changed({ securityContext: { ...safePod, runAsUser: 0 } }), /runAsUser/],
  ['without seccomp', changed({ securityContext: { runAsNonRoot: true } }), /seccomp/],
  ['without a security context', changed({}, { securityContext: {} }), /every container/],
  [
    'that may gain rights',
    changed({}, { securityContext: { ...safe, allowPrivilegeEscalation: true } }),
    /every container/,
  ],
  [
    'that writes to its image',
    changed({}, { securityContext: { ...safe, readOnlyRootFilesystem: false } }),
    /every container/,
  ],
  [
    'with a capability',
    changed(
      {},
      { securityContext: { ...safe, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } } },
    ),
    /every container/,
  ],
  [
    'whose container is root again',
    changed({}, { securityContext: { ...safe, runAsUser: 0 } }),
    /no container may loosen/,
  ],
  [
    'whose container drops seccomp',
    changed({}, { securityContext: { ...safe, seccompProfile: { type: 'Unconfined' } } }),
    /no container may loosen/,
  ],
  [
    'whose container drops AppArmor',
    changed({}, { securityContext: { ...safe, appArmorProfile: { type: 'Unconfined' } } }),
    /no container may loosen/,
  ],
  [
    'whose container chooses its SELinux type',
    changed({}, { securityContext: { ...safe, seLinuxOptions: { type: 'spc_t' } } }),
    /no container may loosen/,
  ],
  [
    'without AppArmor',
    changed({ securityContext: { ...safePod, appArmorProfile: { type: 'Unconfined' } } }),
    /appArmorProfile/,
  ],
  [
    'without AppArmor by annotation',
    annotated({ 'container.apparmor.security.beta.kubernetes.io/stage': 'unconfined' }),
    /by annotation/,
  ],
  [
    'of an SELinux type of its choice',
    changed({ securityContext: { ...safePod, seLinuxOptions: { type: 'spc_t' } } }),
    /seLinuxOptions/,
  ],
  [
    'with settings of the kernel',
    changed({
      securityContext: { ...safePod, sysctls: [{ name: 'kernel.shm_rmid_forced', value: '1' }] },
    }),
    /sysctls/,
  ],
  [
    'with an unconfined init container',
    changed({ initContainers: [{ name: 'init', image: 'gho-platform/transform:0.1.0' }] }),
    /every container/,
  ],
  [
    'on a port of the node',
    changed({}, { ports: [{ containerPort: 80, hostPort: 80 }] }),
    /hostPort/,
  ],
  ['of a foreign image', changed({}, { image: 'docker.io/example/miner:1' }), /images must begin/],
  [
    'with a Secret of somebody else',
    changed({}, { envFrom: [{ secretRef: { name: 'gho-platform-postgres' } }] }),
    /Secrets must be among/,
  ],
  [
    'with one key of a Secret of somebody else',
    changed(
      {},
      {
        env: [
          {
            name: 'PGPASSWORD',
            valueFrom: {
              secretKeyRef: { name: 'gho-platform-postgres', key: 'POSTGRES_PASSWORD' },
            },
          },
        ],
      },
    ),
    /Secrets must be among/,
  ],
];
