{{/* Peers of rules. A stage's pods carry the operator's label, a service's pods the chart's. */}}
{{- define "gho-platform.stagePeer" -}}
- podSelector:
    matchLabels:
      pipelines.gho-platform.dev/stage: {{ . }}
{{- end -}}

{{/* What each stage may reach, by its name, as YAML; a stage of the platform can get more. */}}
{{- define "gho-platform.stageDestinations" -}}
{{- $destinations := dict
  "ingest" (list "ghoApi" "s3")
  "transform" (list "s3" "warehouse")
  "dbt" (list "s3" "warehouse")
  "train" (list "warehouse" "mlflow")
}}
{{- range $stage, $more := .Values.networkPolicy.additionalStages }}
{{- $_ := set $destinations $stage (concat (get $destinations $stage | default list) $more | uniq) }}
{{- end }}
{{- toYaml $destinations }}
{{- end -}}

{{/* Peers of the stages that may reach something: call with (dict "root" $ "destination" "s3"). */}}
{{- define "gho-platform.stagePeers" -}}
{{- range $stage, $destinations := include "gho-platform.stageDestinations" .root | fromYaml }}
{{- if has $.destination $destinations }}
{{ include "gho-platform.stagePeer" $stage }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "gho-platform.servicePeer" -}}
- podSelector:
    matchLabels: {{- include "gho-platform.selectorLabels" . | nindent 6 }}
{{- end -}}

{{- define "gho-platform.cidrPeers" -}}
{{- range . }}
- ipBlock:
    cidr: {{ . }}
{{- end }}
{{- end -}}

{{/* Port that a URL leads to; call with the URL. */}}
{{- define "gho-platform.urlPort" -}}
{{- $url := urlParse . -}}
{{- with regexFind ":[0-9]+$" $url.host -}}
{{ trimPrefix ":" . }}
{{- else -}}
{{ ternary 80 443 (eq $url.scheme "http") }}
{{- end -}}
{{- end -}}

{{- define "gho-platform.egressToS3" -}}
{{- if include "gho-platform.localS3" . }}
- to: {{- include "gho-platform.servicePeer" (dict "root" . "component" "s3") | nindent 4 }}
  ports: [{ protocol: TCP, port: 7070 }]
{{- else }}
- to: {{- include "gho-platform.cidrPeers" .Values.networkPolicy.s3Cidrs | nindent 4 }}
  ports: [{ protocol: TCP, port: {{ include "gho-platform.urlPort" .Values.s3.endpoint }} }]
{{- if .Values.networkPolicy.podIdentity.enabled }}
# The agent of EKS Pod Identity on the node, where the AWS libraries fetch the credentials for S3.
- to: {{- include "gho-platform.cidrPeers" (list "169.254.170.23/32" "fd00:ec2::23/128") | nindent 4 }}
  ports: [{ protocol: TCP, port: 80 }]
{{- end }}
{{- end }}
{{- end -}}

{{- define "gho-platform.egressToWarehouse" -}}
{{- if include "gho-platform.localPostgres" . }}
- to: {{- include "gho-platform.servicePeer" (dict "root" . "component" "postgres") | nindent 4 }}
  ports: [{ protocol: TCP, port: 5432 }]
{{- else }}
- to: {{- include "gho-platform.cidrPeers" .Values.networkPolicy.warehouseCidrs | nindent 4 }}
  ports: [{ protocol: TCP, port: {{ .Values.warehouse.port }} }]
{{- end }}
{{- end -}}

{{- define "gho-platform.egressToMlflow" -}}
{{- if .Values.mlflow.enabled }}
- to: {{- include "gho-platform.servicePeer" (dict "root" . "component" "mlflow") | nindent 4 }}
  ports: [{ protocol: TCP, port: 5000 }]
{{- else }}
- to: {{- include "gho-platform.cidrPeers" .Values.networkPolicy.mlflowCidrs | nindent 4 }}
  ports: [{ protocol: TCP, port: {{ include "gho-platform.urlPort" .Values.mlflow.trackingUri }} }]
{{- end }}
{{- end -}}

{{- define "gho-platform.egressToGhoApi" -}}
{{- if include "gho-platform.localGhoReplay" . }}
- to: {{- include "gho-platform.servicePeer" (dict "root" . "component" "gho-replay") | nindent 4 }}
  ports: [{ protocol: TCP, port: 8080 }]
{{- else }}
- to: {{- include "gho-platform.cidrPeers" .Values.networkPolicy.ghoApiCidrs | nindent 4 }}
  ports: [{ protocol: TCP, port: {{ include "gho-platform.urlPort" .Values.stages.ghoApiBaseUrl }} }]
{{- end }}
{{- end -}}

{{/* Head of a policy; call with (dict "root" $ "name" "gho-stage-ingest"). */}}
{{- define "gho-platform.networkPolicyHead" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "gho-platform.labels" (dict "root" .root "component" "network") | nindent 4 }}
{{- end -}}
