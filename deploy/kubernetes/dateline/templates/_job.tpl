{{/* A pod that runs one command to its end; the argument is a dictionary: root, component, args, resources, data, metrics. */}}
{{- define "dateline.jobPod" -}}
metadata:
  labels: {{- include "dateline.labels" (list .root .component) | nindent 4 }}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .root.Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext: {{- include "dateline.podSecurity" .root | nindent 4 }}
  containers:
    - name: {{ .component }}
      image: {{ include "dateline.image" .root }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: {{- toYaml .args | nindent 8 }}
      env: {{- include "dateline.environment" .root | nindent 8 }}
      {{- if .metrics }}
      ports:
        - name: metrics
          containerPort: 9464
      {{- end }}
      resources: {{- toYaml .resources | nindent 8 }}
      securityContext: {{- include "dateline.containerSecurity" .root | nindent 8 }}
      volumeMounts:
        {{- include "dateline.mounts" .root | nindent 8 }}
        {{- if .data }}
        - name: data
          mountPath: /data
          readOnly: true
        {{- end }}
  volumes:
    {{- include "dateline.volumes" .root | nindent 4 }}
    {{- with .data }}
    - name: data
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end -}}
