{{/* What all pods have in common. Settings are those of the component, such as .Values.api. */}}

{{/* Seconds within which every program has stopped after SIGTERM, also while PostgreSQL hangs: ten for the API's
orderly stop (api/main.cpp); projector and relay take less. */}}
{{- define "ledger.stopSeconds" -}}10{{- end }}
{{/* What a busy node may add to that before the pod is killed. */}}
{{- define "ledger.stopMarginSeconds" -}}5{{- end }}

{{/* Takes (dict "root" $ "component" "api" "settings" .Values.api). */}}
{{- define "ledger.podMetadata" -}}
labels:
  {{- include "ledger.podLabels" . | nindent 2 }}
  {{- with .root.Values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .root.Values.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The pod's fields that do not depend on the program; the service account is a parameter, as the migrate job's is
made before the others. */}}
{{- define "ledger.podFields" -}}
serviceAccountName: {{ .serviceAccountName }}
automountServiceAccountToken: false
# A service named "db" or "kafka" beside the pod would set DB_PORT or KAFKA_PORT.
enableServiceLinks: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- define "ledger.spread" -}}
{{- $labels := include "ledger.selectorLabels" . -}}
{{- if .settings.affinity }}
affinity:
  {{- toYaml .settings.affinity | nindent 2 }}
{{- else if eq .settings.podAntiAffinity "hard" }}
affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- $labels | nindent 12 }}
{{- else if eq .settings.podAntiAffinity "soft" }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- $labels | nindent 14 }}
{{- end }}
topologySpreadConstraints:
{{- if .settings.topologySpreadConstraints }}
  {{- toYaml .settings.topologySpreadConstraints | nindent 2 }}
{{- else }}
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- $labels | nindent 8 }}
    {{- if semverCompare ">=1.27-0" .root.Capabilities.KubeVersion.Version }}
    # Pods of the old version, which go anyway, do not count.
    matchLabelKeys: [pod-template-hash]
    {{- end }}
{{- end }}
{{- end }}

{{/* Image, security and resources of a container. */}}
{{- define "ledger.containerFields" -}}
image: {{ include "ledger.image" (dict "root" .root "tag" .settings.imageTag) | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{- with .root.Values.containerSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Takes (dict "path" "/livez" "port" "http" "scheme" "HTTPS" or nothing). */}}
{{- define "ledger.httpGet" -}}
httpGet:
  path: {{ .path }}
  port: {{ .port }}
  {{- with .scheme }}
  scheme: {{ . }}
  {{- end }}
{{- end }}

{{/* Liveness never asks for the database or Kafka: a restart would not bring them back. */}}
{{- define "ledger.probes" -}}
startupProbe:
  {{- include "ledger.httpGet" (dict "path" "/livez" "port" .port "scheme" .scheme) | nindent 2 }}
  periodSeconds: 1
  timeoutSeconds: 5
  failureThreshold: 60
livenessProbe:
  {{- include "ledger.httpGet" (dict "path" "/livez" "port" .port "scheme" .scheme) | nindent 2 }}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  {{- include "ledger.httpGet" (dict "path" "/readyz" "port" .port "scheme" .scheme) | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}

{{/* Takes (dict "mounts" a list of dicts with name, secret, path and items {key: file} "settings" …). */}}
{{- define "ledger.volumeMounts" -}}
{{- if or .mounts .settings.extraVolumeMounts }}
volumeMounts:
  {{- range .mounts }}
  - name: {{ .name }}
    mountPath: /etc/ledger/{{ .name }}
    readOnly: true
  {{- end }}
  {{- with .settings.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "ledger.volumes" -}}
{{- if or .mounts .settings.extraVolumes }}
volumes:
  {{- range .mounts }}
  - name: {{ .name }}
    secret:
      secretName: {{ .secret }}
      # Read by the pod's group.
      defaultMode: 0440
      items:
        {{- range $file, $key := .files }}
        - {key: {{ $key }}, path: {{ $file }}}
        {{- end }}
  {{- end }}
  {{- with .settings.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* The files of each program, as JSON lists. */}}
{{- define "ledger.databaseMounts" -}}
{{- $tls := .Values.database.tls }}
{{- $mounts := list }}
{{- if $tls.caSecret }}
{{- $mounts = append $mounts (dict "name" "database" "secret" $tls.caSecret "files" (dict "ca.crt" $tls.caKey)) }}
{{- end }}
{{- toJson $mounts }}
{{- end }}

{{- define "ledger.kafkaMounts" -}}
{{- $tls := .Values.kafka.tls }}
{{- $mounts := include "ledger.databaseMounts" . | fromJsonArray }}
{{- if $tls.caSecret }}
{{- $mounts = append $mounts (dict "name" "kafka-ca" "secret" $tls.caSecret "files" (dict "ca.crt" $tls.caKey)) }}
{{- end }}
{{- if $tls.clientSecret }}
{{- $files := dict "tls.crt" $tls.certificateKey "tls.key" $tls.keyKey }}
{{- $mounts = append $mounts (dict "name" "kafka-client" "secret" $tls.clientSecret "files" $files) }}
{{- end }}
{{- toJson $mounts }}
{{- end }}

{{- define "ledger.apiMounts" -}}
{{- $api := .Values.api }}
{{- $mounts := include "ledger.databaseMounts" . | fromJsonArray }}
{{- with $api.tls.existingSecret }}
{{- $mounts = append $mounts (dict "name" "tls" "secret" . "files" (dict "tls.crt" "tls.crt" "tls.key" "tls.key")) }}
{{- end }}
{{- if and $api.auth.enabled $api.auth.keysSecret }}
{{- $files := dict "jwks.json" $api.auth.keysKey }}
{{- $mounts = append $mounts (dict "name" "auth-keys" "secret" $api.auth.keysSecret "files" $files) }}
{{- end }}
{{- if and $api.auth.enabled $api.auth.loginKeySecret }}
{{- $files := dict "login.pem" $api.auth.loginKeyKey }}
{{- $mounts = append $mounts (dict "name" "login-key" "secret" $api.auth.loginKeySecret "files" $files) }}
{{- end }}
{{- toJson $mounts }}
{{- end }}
