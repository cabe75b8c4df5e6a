{{/* The programs' settings, by the environment variables that they read. */}}

{{/* Takes (dict "root" $ "login" .Values.database.service or .owner). */}}
{{- define "ledger.databaseEnv" -}}
{{- $database := .root.Values.database -}}
- name: DB_HOST
  value: {{ required "database.host is missing: where PostgreSQL is" $database.host | quote }}
- name: DB_PORT
  value: {{ $database.port | quote }}
- name: DB_NAME
  value: {{ $database.name | quote }}
- name: DB_USER
  value: {{ .login.user | quote }}
- name: DB_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ required "database.service.existingSecret or database.owner.existingSecret is missing: the Secret with the role's password" .login.existingSecret }}
      key: {{ .login.passwordKey }}
{{- with $database.targetSessionAttrs }}
- name: PGTARGETSESSIONATTRS
  value: {{ . }}
{{- end }}
{{- with $database.tls.mode }}
- name: PGSSLMODE
  value: {{ . }}
{{- end }}
{{- if $database.tls.caSecret }}
- name: PGSSLROOTCERT
  value: /etc/ledger/database/ca.crt
{{- else if eq $database.tls.mode "verify-ca" }}
{{- fail "database.tls.caSecret is missing: verify-ca needs it, and only verify-full can do with the image's own list" }}
{{- else if eq $database.tls.mode "verify-full" }}
# The image's own list, which libpq believes with verify-full only.
- name: PGSSLROOTCERT
  value: system
{{- end }}
- name: LEDGER_LOG_LEVEL
  value: {{ .root.Values.logLevel }}
{{- end }}

{{- define "ledger.kafkaEnv" -}}
{{- $kafka := .Values.kafka -}}
- name: KAFKA_BROKERS
  value: {{ required "kafka.brokers is missing: host:port,host:port, or outbox.enabled=false" $kafka.brokers | quote }}
- name: KAFKA_SECURITY_PROTOCOL
  value: {{ $kafka.securityProtocol }}
{{- if $kafka.tls.caSecret }}
- name: KAFKA_SSL_CA_FILE
  value: /etc/ledger/kafka-ca/ca.crt
{{- end }}
{{- if $kafka.tls.clientSecret }}
- name: KAFKA_SSL_CERTIFICATE_FILE
  value: /etc/ledger/kafka-client/tls.crt
- name: KAFKA_SSL_KEY_FILE
  value: /etc/ledger/kafka-client/tls.key
{{- with $kafka.tls.keyPasswordKey }}
- name: KAFKA_SSL_KEY_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $kafka.tls.clientSecret }}
      key: {{ . }}
{{- end }}
{{- end }}
{{- if hasPrefix "sasl_" $kafka.securityProtocol }}
- name: KAFKA_SASL_MECHANISM
  value: {{ required "kafka.sasl.mechanism is missing" $kafka.sasl.mechanism }}
- name: KAFKA_SASL_USERNAME
  value: {{ required "kafka.sasl.username is missing" $kafka.sasl.username | quote }}
- name: KAFKA_SASL_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ required "kafka.sasl.existingSecret is missing: the Secret with the password" $kafka.sasl.existingSecret }}
      key: {{ $kafka.sasl.passwordKey }}
{{- end }}
- name: LEDGER_KAFKA_TRANSACTIONAL_ID_PREFIX
  value: {{ $kafka.transactionalIdPrefix | quote }}
- name: LEDGER_EVENT_SOURCE
  value: {{ .Values.outbox.eventSource | quote }}
- name: LEDGER_TOPIC_EVENTS
  value: {{ $kafka.topics.events | quote }}
- name: LEDGER_TOPIC_BALANCES
  value: {{ $kafka.topics.balances | quote }}
- name: LEDGER_TOPIC_CURSORS
  value: {{ $kafka.topics.cursors | quote }}
- name: LEDGER_TOPIC_PARTITIONS
  value: {{ $kafka.topics.partitions | int64 | quote }}
- name: LEDGER_TOPIC_REPLICATION_FACTOR
  value: {{ $kafka.topics.replicationFactor | quote }}
- name: LEDGER_TOPIC_MIN_INSYNC_REPLICAS
  value: {{ $kafka.topics.minInsyncReplicas | quote }}
- name: LEDGER_TOPIC_EVENTS_RETENTION_MS
  value: {{ $kafka.topics.eventsRetentionMs | int64 | quote }}
{{- with $kafka.properties }}
{{- $properties := list }}
{{- range $name, $value := . }}
{{- $properties = append $properties (printf "%s=%v" $name $value) }}
{{- end }}
- name: LEDGER_KAFKA_PROPERTIES
  value: {{ join ";" $properties | quote }}
{{- end }}
{{- end }}

{{- define "ledger.apiEnv" -}}
{{- $api := .Values.api -}}
{{- $guard := .Values.outbox.enabled | ternary "on" "off" -}}
- name: LEDGER_HTTP_ADDRESS
  value: "{{ .Values.listenHost }}:8000"
- name: LEDGER_METRICS_ADDRESS
  value: "{{ .Values.listenHost }}:8003"
{{- if $api.grpc.enabled }}
- name: LEDGER_GRPC_ADDRESS
  value: "{{ .Values.listenHost }}:50051"
- name: LEDGER_GRPC_ANYWHERE
  value: "true"
- name: LEDGER_GRPC_THREADS
  value: {{ $api.threads.grpc | quote }}
{{- else }}
# Empty: no gRPC.
- name: LEDGER_GRPC_ADDRESS
  value: ""
{{- end }}
- name: LEDGER_DRAIN_SECONDS
  value: {{ $api.drainSeconds | quote }}
{{- with .Values.database.replica.host }}
- name: DB_READ_HOST
  value: {{ . | quote }}
- name: DB_READ_PORT
  value: {{ $.Values.database.replica.port | quote }}
{{- end }}
- name: LEDGER_HTTP_THREADS
  value: {{ $api.threads.http | quote }}
- name: LEDGER_READ_THREADS
  value: {{ $api.threads.read | quote }}
- name: LEDGER_LONG_READ_THREADS
  value: {{ $api.threads.longRead | quote }}
- name: LEDGER_DEFAULT_CURRENCY
  value: {{ $api.defaultCurrency }}
- name: LEDGER_KAFKA_GUARD
  value: {{ default $guard $api.kafkaGuard | quote }}
{{- with $api.booksClosedUntil }}
- name: LEDGER_BOOKS_CLOSED_UNTIL
  value: {{ . | quote }}
{{- end }}
{{- with $api.corsOrigins }}
- name: LEDGER_HTTP_CORS_ORIGINS
  value: {{ join "," . | quote }}
{{- end }}
{{- with $api.trustedProxies }}
- name: LEDGER_TRUSTED_PROXIES
  value: {{ . | quote }}
{{- end }}
{{- if $api.tls.existingSecret }}
- name: LEDGER_TLS_CERTIFICATE_FILE
  value: /etc/ledger/tls/tls.crt
- name: LEDGER_TLS_KEY_FILE
  value: /etc/ledger/tls/tls.key
{{- end }}
{{ include "ledger.authEnv" . }}
{{- end }}

{{- define "ledger.authEnv" -}}
{{- $auth := .Values.api.auth -}}
{{- if $auth.enabled -}}
{{- $hasKeys := or $auth.jwksUrl $auth.keysSecret -}}
{{- if not (or $hasKeys $auth.loginKeySecret) -}}
{{- fail "api.auth is on, but no token could be good: give jwksUrl, keysSecret or loginKeySecret, or api.auth.enabled=false" -}}
{{- end -}}
{{- if and $auth.jwksUrl (not (hasPrefix "https://" $auth.jwksUrl)) -}}
{{- fail "api.auth.jwksUrl must begin with https://" -}}
{{- end -}}
- name: LEDGER_AUTH
  value: "on"
- name: LEDGER_AUTH_AUDIENCE
  value: {{ $auth.audience | quote }}
{{- if $hasKeys }}
- name: LEDGER_AUTH_ISSUER
  value: {{ required "api.auth.issuer is missing: whose tokens the keys are for" $auth.issuer | quote }}
{{- end }}
{{- with $auth.jwksUrl }}
- name: LEDGER_AUTH_JWKS_URL
  value: {{ . | quote }}
{{- end }}
{{- if $auth.keysSecret }}
- name: LEDGER_AUTH_KEYS_FILE
  value: /etc/ledger/auth-keys/jwks.json
{{- end }}
{{- if $auth.loginKeySecret }}
- name: LEDGER_LOGIN_KEY_FILE
  value: /etc/ledger/login-key/login.pem
{{- end }}
{{- else -}}
- name: LEDGER_AUTH
  value: "off"
- name: LEDGER_AUTH_OFF_ANYWHERE
  value: "true"
- name: LEDGER_HTTP_HOST_NAMES
  value: {{ include "ledger.hostNames" . | quote }}
{{- end }}
{{- end }}

{{/* With auth off only what is called under one of these names is answered. */}}
{{- define "ledger.hostNames" -}}
{{- $service := printf "%s-api" (include "ledger.fullname" .) }}
{{- $inNamespace := printf "%s.%s" $service .Release.Namespace }}
{{- $names := list $service $inNamespace (printf "%s.svc" $inNamespace) (printf "%s.svc.cluster.local" $inNamespace) }}
{{- if .Values.api.ingress.enabled }}
{{- range .Values.api.ingress.hosts }}
{{- $names = append $names .host }}
{{- end }}
{{- end }}
{{- concat $names .Values.api.hostNames | uniq | join "," }}
{{- end }}
