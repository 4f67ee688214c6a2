{{/*
Everything the operator may do where it watches. It reads no Secret and creates no pod: Secrets reach
stages by name through the kubelet, and pods are made by the Job controller.
*/}}
{{- define "gho-platform.operatorRules" -}}
- apiGroups: [pipelines.gho-platform.dev]
  resources: [pipelines, pipelineruns, pipelineschedules]
  verbs: [get, list, watch]
- apiGroups: [pipelines.gho-platform.dev]
  resources: [pipelines/status, pipelineruns/status, pipelineschedules/status]
  verbs: [update]
# Runs of schedules, and the deletion of runs that ended; the admission policy keeps it from the rest.
- apiGroups: [pipelines.gho-platform.dev]
  resources: [pipelineruns]
  verbs: [create, patch, delete]
# Needed to set blockOwnerDeletion on a Job or run where OwnerReferencesPermissionEnforcement is on.
- apiGroups: [pipelines.gho-platform.dev]
  resources: [pipelineruns/finalizers, pipelineschedules/finalizers]
  verbs: [update]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: ['']
  resources: [pods]
  verbs: [get, list, watch, delete]
# Whether the namespace is being deleted: its Jobs are let go then, or it would stay for ever.
- apiGroups: ['']
  resources: [namespaces]
  verbs: [get]
- apiGroups: [apps]
  resources: [controllerrevisions]
  verbs: [get, list, create, patch, delete]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end -}}
