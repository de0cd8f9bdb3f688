{{- define "dateline.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "dateline.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "dateline.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "dateline.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Labels that never change, to find things by; the argument is a list of the context and the component. */}}
{{- define "dateline.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ include "dateline.name" $root }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "dateline.labels" -}}
{{- $root := index . 0 -}}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{ include "dateline.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
{{- end -}}

{{- define "dateline.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "dateline.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "dateline.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Names on Kafka, as the settings make them. */}}
{{- define "dateline.rawTopic" -}}
{{- printf "%s%s" (dig "topic_prefix" "" .Values.settings) (dig "topic_raw" "articles.raw" .Values.settings) -}}
{{- end -}}
{{- define "dateline.group" -}}
{{- printf "%s%s" (dig "topic_prefix" "" .Values.settings) (dig "application_id" "dateline" .Values.settings) -}}
{{- end -}}
{{- define "dateline.rawPartitions" -}}
{{- dig "raw_partitions" 4 .Values.settings -}}
{{- end -}}
{{- define "dateline.partitions" -}}
{{- max (dig "raw_partitions" 4 .Values.settings) (dig "annotated_partitions" 4 .Values.settings) -}}
{{- end -}}

{{- define "dateline.sasl" -}}
{{- if hasPrefix "SASL" .Values.kafka.securityProtocol -}}true{{- end -}}
{{- end -}}
{{- define "dateline.tls" -}}
{{- if and (hasSuffix "SSL" .Values.kafka.securityProtocol) .Values.kafka.tls.existingSecret -}}true{{- end -}}
{{- end -}}

{{/* A value as text; a large number as it is would be 8.388608e+06. */}}
{{- define "dateline.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}
{{- printf "%.0f" . -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}

{{- define "dateline.environment" -}}
- name: DATELINE_BOOTSTRAP_SERVERS
  value: {{ .Values.kafka.bootstrapServers | quote }}
- name: DATELINE_SECURITY_PROTOCOL
  value: {{ .Values.kafka.securityProtocol }}
{{- if include "dateline.sasl" . }}
- name: DATELINE_SASL_MECHANISM
  value: {{ .Values.kafka.sasl.mechanism }}
- name: DATELINE_SASL_USERNAME
  valueFrom:
    secretKeyRef: {name: {{ .Values.kafka.sasl.existingSecret }}, key: {{ .Values.kafka.sasl.usernameKey }}}
- name: DATELINE_SASL_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .Values.kafka.sasl.existingSecret }}, key: {{ .Values.kafka.sasl.passwordKey }}}
{{- end }}
{{- if include "dateline.tls" . }}
{{- with .Values.kafka.tls.caKey }}
- name: DATELINE_SSL_CA_FILE
  value: /etc/dateline/tls/{{ . }}
{{- end }}
{{- with .Values.kafka.tls.certificateKey }}
- name: DATELINE_SSL_CERTIFICATE_FILE
  value: /etc/dateline/tls/{{ . }}
{{- end }}
{{- with .Values.kafka.tls.keyKey }}
- name: DATELINE_SSL_KEY_FILE
  value: /etc/dateline/tls/{{ . }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.settings }}
- name: DATELINE_{{ upper $name }}
  value: {{ include "dateline.text" $value | quote }}
{{- end }}
{{- end -}}

{{- define "dateline.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- if include "dateline.tls" . }}
- name: tls
  mountPath: /etc/dateline/tls
  readOnly: true
{{- end }}
{{- end -}}

{{- define "dateline.volumes" -}}
- name: tmp
  emptyDir: {}
{{- if include "dateline.tls" . }}
- name: tls
  secret:
    secretName: {{ .Values.kafka.tls.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- end -}}

{{- define "dateline.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "dateline.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}
