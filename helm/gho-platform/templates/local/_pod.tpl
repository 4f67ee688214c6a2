{{/* What the pods of all services share; call with (dict "root" $ "component" "s3"). */}}
{{- define "gho-platform.servicePodSpec" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- include "gho-platform.imagePullSecrets" .root }}
securityContext: {{- include "gho-platform.podSecurityContext" .root | nindent 2 }}
{{- end -}}

{{/* The volume `data` of a StatefulSet; call with its `persistence` value. */}}
{{- define "gho-platform.dataClaim" -}}
{{- if .enabled -}}
persistentVolumeClaimRetentionPolicy:
  whenDeleted: Delete
  whenScaled: Retain
volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      accessModes: [ReadWriteOnce]
      {{- with .storageClassName }}
      storageClassName: {{ . }}
      {{- end }}
      resources:
        requests:
          storage: {{ .size }}
{{- end -}}
{{- end -}}
{{- define "gho-platform.dataVolume" -}}
{{- if not .enabled }}
- name: data
  emptyDir: { sizeLimit: {{ .size }} }
{{- end }}
{{- end -}}
