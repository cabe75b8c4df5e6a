{{/* Rules of network policies that several pods share. */}}

{{/* What every program reaches: names and the database. */}}
{{- define "ledger.commonEgress" -}}
# Names.
- ports:
    - {protocol: UDP, port: 53}
    - {protocol: TCP, port: 53}
# PostgreSQL.
- ports:
    - {protocol: TCP, port: {{ .Values.database.port }}}
    {{- if and .Values.database.replica.host (ne (int .Values.database.replica.port) (int .Values.database.port)) }}
    - {protocol: TCP, port: {{ .Values.database.replica.port }}}
    {{- end }}
  {{- with .Values.networkPolicy.database }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- with .Values.networkPolicy.extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "ledger.kafkaEgress" -}}
# Kafka.
- ports:
    {{- range include "ledger.kafkaPorts" . | fromJsonArray }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
  {{- with .Values.networkPolicy.kafka }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* Empty if no keys are fetched. */}}
{{- define "ledger.issuerEgress" -}}
{{- with .Values.api.auth.enabled | ternary .Values.api.auth.jwksUrl "" -}}
# The keys of the issuer.
- ports:
    - {protocol: TCP, port: {{ include "ledger.urlPort" . }}}
  {{- with $.Values.networkPolicy.issuer }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Takes (dict "root" $ "port" the container's port by name). */}}
{{- define "ledger.metricsIngress" -}}
# Metrics. Probes come from the node, which network policies let in.
- ports:
    - {protocol: TCP, port: {{ .port }}}
  {{- with .root.Values.networkPolicy.metricsClients }}
  from:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* The ports of kafka.brokers, as a JSON list without repetitions. */}}
{{- define "ledger.kafkaPorts" -}}
{{- $ports := list }}
{{- range splitList "," .Values.kafka.brokers }}
{{- $ports = append $ports (regexFind "[0-9]+$" (trim .) | default "9092" | int) }}
{{- end }}
{{- $ports | uniq | toJson }}
{{- end }}

{{/* The port of a URL that begins with https://. */}}
{{- define "ledger.urlPort" -}}
{{- regexFind ":[0-9]+$" (urlParse .).host | trimPrefix ":" | default "443" }}
{{- end }}
