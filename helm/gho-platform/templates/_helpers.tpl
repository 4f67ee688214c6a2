{{/*
Namespaced objects have fixed names: there is one release in a namespace, and stages, documents and
dashboards refer to them. Cluster-wide objects carry the namespace unless it says gho-platform itself.
*/}}
{{- define "gho-platform.clusterName" -}}
{{- if eq .Release.Namespace "gho-platform" -}}gho-platform{{- else -}}gho-platform-{{ .Release.Namespace }}{{- end -}}
{{- end -}}

{{- define "gho-platform.selectorLabels" -}}
app.kubernetes.io/name: {{ .component }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{/* Labels of an object: call with (dict "root" $ "component" "operator"). */}}
{{- define "gho-platform.labels" -}}
{{ include "gho-platform.selectorLabels" . }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/part-of: gho-platform
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{/* Reference of an image: call with (dict "root" $ "name" "operator"). */}}
{{- define "gho-platform.image" -}}
{{- $images := .root.Values.images -}}
{{- $repository := join "/" (compact (list $images.registry $images.path .name)) -}}
{{- with index $images.digests .name -}}
{{ $repository }}@{{ . }}
{{- else -}}
{{ $repository }}:{{ default .root.Chart.AppVersion $images.tag }}
{{- end -}}
{{- end -}}

{{- define "gho-platform.imagePullSecrets" -}}
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Security context of every pod: Pod Security "restricted", with the images' user. */}}
{{- define "gho-platform.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "gho-platform.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* What runs in this release rather than in the cloud; each renders "true" or nothing. */}}
{{- define "gho-platform.localS3" -}}
{{- if and .Values.local.enabled .Values.local.s3.enabled -}}true{{- end -}}
{{- end -}}
{{- define "gho-platform.localPostgres" -}}
{{- if and .Values.local.enabled .Values.local.postgres.enabled -}}true{{- end -}}
{{- end -}}
{{- define "gho-platform.localGhoReplay" -}}
{{- if and .Values.local.enabled .Values.local.ghoReplay.enabled -}}true{{- end -}}
{{- end -}}

{{/* "true" when clients of the object store take their keys from a Secret. */}}
{{- define "gho-platform.s3KeysFromSecret" -}}
{{- if or (include "gho-platform.localS3" .) (eq .Values.s3.authentication "Secret") -}}true{{- end -}}
{{- end -}}

{{- define "gho-platform.warehouseHost" -}}
{{- if include "gho-platform.localPostgres" . -}}postgres
{{- else -}}
{{ required "warehouse.host: name the host of your PostgreSQL, or set local.enabled and local.postgres.enabled" .Values.warehouse.host }}
{{- end -}}
{{- end -}}
{{- define "gho-platform.warehousePort" -}}
{{- if include "gho-platform.localPostgres" . -}}5432{{- else -}}{{ .Values.warehouse.port }}{{- end -}}
{{- end -}}
{{- define "gho-platform.warehouseSslMode" -}}
{{- if include "gho-platform.localPostgres" . -}}require{{- else -}}{{ .Values.warehouse.sslMode }}{{- end -}}
{{- end -}}

{{/* Certificate of the authority to check the warehouse's against; nothing when it is not checked. */}}
{{- define "gho-platform.warehouseRootCertificate" -}}
{{- if hasPrefix "verify-" (include "gho-platform.warehouseSslMode" .) -}}
{{ required "warehouse.rootCertificate: verify-ca and verify-full need the certificate of the authority behind the server's, also of a public one; on RDS the bundle of your region" .Values.warehouse.rootCertificate }}
{{- end -}}
{{- end -}}

{{- define "gho-platform.mlflowUri" -}}
{{- if .Values.mlflow.enabled -}}http://mlflow:5000
{{- else -}}
{{ required "mlflow.trackingUri: name your MLflow server, or set mlflow.enabled" .Values.mlflow.trackingUri }}
{{- end -}}
{{- end -}}

{{/* Settings of the object store as environment variables, one per line. */}}
{{- define "gho-platform.s3Settings" -}}
AWS_REGION: {{ .Values.s3.region | quote }}
{{- if include "gho-platform.localS3" . }}
AWS_ENDPOINT_URL_S3: http://s3:7070
S3_FORCE_PATH_STYLE: 'true'
{{- else }}
{{- with .Values.s3.endpoint }}
AWS_ENDPOINT_URL_S3: {{ . | quote }}
{{- end }}
S3_FORCE_PATH_STYLE: {{ .Values.s3.forcePathStyle | quote }}
{{- end }}
RAW_BUCKET: {{ .Values.s3.rawBucket | quote }}
ARTIFACT_BUCKET: {{ .Values.s3.artifactBucket | quote }}
{{- end -}}

{{/* Namespaces that the operator watches, as a JSON list; an empty one means all. */}}
{{- define "gho-platform.watchNamespaces" -}}
{{- $namespaces := list -}}
{{- range .Values.operator.watchNamespaces -}}
{{- $namespaces = append $namespaces (tpl . $) -}}
{{- end -}}
{{ uniq $namespaces | toJson }}
{{- end -}}
