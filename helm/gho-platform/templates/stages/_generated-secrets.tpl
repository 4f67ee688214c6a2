{{/*
The Secrets that the chart makes, as YAML: by name and key a fixed text, or the length of a random one.
The superuser of the local PostgreSQL is nobody else's business, whatever the source of the others.
*/}}
{{- define "gho-platform.wantedSecrets" -}}
{{- if eq .Values.secrets.source "Generated" }}
{{- $names := .Values.secrets.names }}
{{- if include "gho-platform.s3KeysFromSecret" . }}
{{ $names.s3 }}: { AWS_ACCESS_KEY_ID: 20, AWS_SECRET_ACCESS_KEY: 40 }
{{- end }}
{{- if .Values.warehouse.migration.enabled }}
{{ $names.warehouseOwner }}: { PGUSER: gho_owner, PGPASSWORD: 32 }
{{- end }}
{{ $names.warehouseLoader }}: { PGUSER: gho_loader, PGPASSWORD: 32 }
{{ $names.warehouseBuilder }}: { PGUSER: gho_builder, PGPASSWORD: 32 }
{{ $names.warehouseReader }}: { PGUSER: gho_reader, PGPASSWORD: 32 }
{{ $names.mlflow }}: { PGUSER: mlflow, PGPASSWORD: 32 }
{{- end }}
{{- if include "gho-platform.localPostgres" . }}
gho-platform-postgres: { POSTGRES_PASSWORD: 32 }
{{- end }}
{{- end -}}

{{/*
The data of these Secrets, as YAML: by name and key the value in base64. Passwords are made once: an
upgrade finds the Secret and keeps what it holds. Letters and digits only, so that they fit into a
URL. Values are kept aside, because every call has to see the same random ones.
*/}}
{{- define "gho-platform.generatedSecrets" -}}
{{- if not (hasKey .Values "generatedSecrets") }}
{{- $generated := dict }}
{{- range $name, $keys := include "gho-platform.wantedSecrets" . | fromYaml }}
{{- $stored := get (lookup "v1" "Secret" $.Release.Namespace $name) "data" | default dict }}
{{- $data := dict }}
{{- range $key, $wanted := $keys }}
{{- if kindIs "string" $wanted }}
{{- $_ := set $data $key ($wanted | b64enc) }}
{{- else if and (hasKey $stored $key) (get $stored $key) }}
{{- $_ := set $data $key (get $stored $key) }}
{{- else }}
{{- $_ := set $data $key (randAlphaNum (int $wanted) | b64enc) }}
{{- end }}
{{- end }}
{{- $_ := set $generated $name $data }}
{{- end }}
{{- $_ := set .Values "generatedSecrets" $generated }}
{{- end }}
{{- toYaml .Values.generatedSecrets }}
{{- end -}}

{{/*
Annotation of pods that read Secrets only when they start: it changes, and so replaces them, when the
chart changes one of these. Call with (dict "root" $ "names" (list "...")); nothing for Secrets that
others make.
*/}}
{{- define "gho-platform.secretsChecksum" -}}
{{- $generated := include "gho-platform.generatedSecrets" .root | fromYaml }}
{{- $read := dict }}
{{- range .names }}
{{- if hasKey $generated . }}
{{- $_ := set $read . (get $generated .) }}
{{- end }}
{{- end }}
{{- with $read }}
checksum/secrets: {{ toJson . | sha256sum }}
{{- end }}
{{- end -}}
