{{/* Names, labels and the image. */}}

{{- define "ledger.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* Short enough for "-api-metrics" within the 63 characters of a service's name. */}}
{{- define "ledger.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 48 | trimSuffix "-" }}
{{- else if contains (include "ledger.name" .) .Release.Name }}
{{- .Release.Name | trunc 48 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "ledger.name" .) | trunc 48 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* These can never change: a Deployment's selector is immutable. Takes (dict "root" $ "component" "api"). */}}
{{- define "ledger.selectorLabels" -}}
app.kubernetes.io/name: {{ include "ledger.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{/* Of a pod: without the chart's version, which would restart it for nothing. */}}
{{- define "ledger.podLabels" -}}
{{ include "ledger.selectorLabels" . }}
app.kubernetes.io/part-of: ledger
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "ledger.labels" -}}
{{ include "ledger.podLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "ledger.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "ledger.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* Takes (dict "root" $ "tag" an override, or nothing). */}}
{{- define "ledger.image" -}}
{{- $image := .root.Values.image }}
{{- $repository := required "image.repository is missing: build and push deploy/docker/Dockerfile" $image.repository }}
{{- if and $image.digest (not .tag) }}
{{- printf "%s@%s" $repository $image.digest }}
{{- else }}
{{- printf "%s:%s" $repository (coalesce .tag $image.tag .root.Chart.AppVersion | toString) }}
{{- end }}
{{- end }}
