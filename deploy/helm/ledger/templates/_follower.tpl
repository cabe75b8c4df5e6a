{{/* The Deployment of a program of which one works and the others stand by: projector and outbox. Takes
(dict "root" $ "component" "outbox" "settings" .Values.outbox "program" "ledger-outbox" "port" 8002
"addressVariable" "LEDGER_OUTBOX_STATUS_ADDRESS" "env" the program's own variables "mounts" …). */}}
{{- define "ledger.follower" -}}
{{- $context := merge (dict "serviceAccountName" (include "ledger.serviceAccountName" .root)) . -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "ledger.fullname" .root }}-{{ .component }}
  labels:
    {{- include "ledger.labels" $context | nindent 4 }}
spec:
  replicas: {{ .settings.replicas }}
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    # The one that stops gives its lease back, and the other takes over.
    rollingUpdate:
      maxUnavailable: 1
      maxSurge: 0
  selector:
    matchLabels:
      {{- include "ledger.selectorLabels" $context | nindent 6 }}
  template:
    metadata:
      {{- include "ledger.podMetadata" $context | nindent 6 }}
    spec:
      {{- include "ledger.podFields" $context | nindent 6 }}
      terminationGracePeriodSeconds: {{ add (include "ledger.stopSeconds" .root) (include "ledger.stopMarginSeconds" .root) }}
      {{- include "ledger.spread" $context | trim | nindent 6 }}
      containers:
        - name: {{ .component }}
          {{- include "ledger.containerFields" $context | nindent 10 }}
          command: [/usr/bin/{{ .program }}]
          env:
            {{- include "ledger.databaseEnv" (dict "root" .root "login" .root.Values.database.service) | nindent 12 }}
            - name: {{ .addressVariable }}
              value: "{{ .root.Values.listenHost }}:{{ .port }}"
            {{- with .env }}
            {{- . | nindent 12 }}
            {{- end }}
            {{- with .settings.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            - {name: metrics, containerPort: {{ .port }}}
          # One that stands by is ready, too. One that has stopped until somebody decides is alive, and not ready.
          {{- include "ledger.probes" (dict "port" "metrics") | nindent 10 }}
          {{- with include "ledger.volumeMounts" $context | trim }}
          {{- . | nindent 10 }}
          {{- end }}
      {{- with include "ledger.volumes" $context | trim }}
      {{- . | nindent 6 }}
      {{- end }}
{{- end }}
