{{/* Peers of rules. A stage's pods carry the operator's label, a service's pods the chart's. */}}
{{- define "gho-platform.stagePeer" -}}
- podSelector:
    matchLabels:
      pipelines.gho-platform.dev/stage: {{ . }}
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
