{{/* The alerts, each on one release's metrics: a job is a metrics service's name. deploy/README.md says what each metric
means. What is not known is absent from the metrics, so the absence of a program that should work is an alert, too. */}}
{{- define "ledger.alerts" -}}
{{- $job := printf `namespace="%s",job="%s-%%s-metrics"` .Release.Namespace (include "ledger.fullname" .) }}
{{- $api := printf $job "api" -}}
- alert: LedgerApiAbsent
  expr: absent(up{ {{- $api -}} } == 1)
  for: 2m
  severity: critical
  summary: No ledger-api answers.
  description: Prometheus reads the metrics of no replica. See the pods and their logs, and whether Prometheus reaches them.
- alert: LedgerApiNotReady
  expr: min(ledger_api_ready{ {{- $api -}} }) == 0
  for: 2m
  severity: critical
  summary: A ledger-api cannot do all of its work.
  description: The database is away, or writes are stopped. Its /readyz at the address of the metrics names each cause. Nothing is lost meanwhile.
- alert: LedgerWritesStopped
  expr: max by (journal) (ledger_writer_stopped{ {{- $api -}} }) == 1
  for: 2m
  severity: critical
  summary: Writes are refused.
  description: The database was restored and not compared with Kafka yet, or the clocks are not trusted. GET /readyz?for=writes names the cause. Reads go on.
- alert: LedgerClockUncertain
  expr: max(ledger_clock_uncertain{ {{- $api -}} }) == 1
  for: 3m
  severity: critical
  summary: The clocks are not trusted, so writes are refused.
  description: The database's clock and a node's differ or were set. See NTP on both. A single step ends by itself after a minute.
- alert: LedgerClocksDiffer
  expr: max(abs(ledger_clock_difference_seconds{ {{- $api -}} })) > 1
  for: 10m
  severity: warning
  summary: The database's clock and a node's differ by more than a second.
  description: Beyond LEDGER_CLOCK_DIFFERENCE_MAX (5 s) writes stop. See NTP on both.
- alert: LedgerJournalAheadOfClock
  expr: max(ledger_clock_journal_ahead_seconds{ {{- $api -}} }) > 60
  for: 10m
  severity: warning
  summary: The last recorded time is more than a minute ahead of the database's clock.
  description: New events take the last event's time until the clock has passed it. The clock was ahead once; see NTP.
- alert: LedgerBooksClosedMismatch
  expr: max(ledger_books_closed_mismatch{ {{- $api -}} }) == 1
  for: 0m
  severity: critical
  summary: Replicas have their books closed until different times.
  description: LEDGER_BOOKS_CLOSED_UNTIL must be the same for all. During a rolling update that changes it, this ends with the update.
- alert: LedgerHoldsOverdue
  expr: max(ledger_holds_due{ {{- $api -}} }) > 100
  for: 5m
  severity: warning
  summary: Holds that are over have not been expired.
  description: Their expiries are commands like others. See whether writes go on, and how many commands wait.
- alert: LedgerRequestsFail
  expr: sum(rate(ledger_http_requests_total{ {{- $api -}} ,status=~"5.."}[5m])) / sum(rate(ledger_http_requests_total{ {{- $api -}} }[5m])) > 0.01
  for: 5m
  severity: warning
  summary: More than 1 % of the requests are answered 5xx.
  description: Each answer has a code that says why. Clients send the same uid again, so nothing is applied twice.
- alert: LedgerOverloaded
  expr: sum(rate(ledger_http_requests_overloaded_total{ {{- $api -}} }[5m])) + sum(rate(ledger_reads_refused_total{ {{- $api -}} }[5m])) > 0
  for: 10m
  severity: warning
  summary: More requests come than are answered in time.
  description: Some were refused with 503 overloaded or reads_busy. See the CPU of the API and of PostgreSQL.
- alert: LedgerCertificateEnds
  expr: min(ledger_tls_certificate_not_after_timestamp_seconds{ {{- $api -}} }) - time() < 14 * 86400
  for: 10m
  severity: warning
  summary: The certificate that ledger-api serves ends within two weeks.
  description: A renewed one is read as soon as its files are replaced, without a restart. See who renews it.
- alert: LedgerReplicaLeftAlone
  expr: min(ledger_replica_up{ {{- $api -}} }) == 0
  for: 10m
  severity: warning
  summary: The read replica is not asked.
  description: It failed, so the database answers its reads as well. See the replica, and the log of ledger-api.
{{- if .Values.outbox.enabled }}
{{- $outbox := printf $job "outbox" }}
- alert: LedgerOutboxNotReady
  expr: min(ledger_outbox_ready{ {{- $outbox -}} }) == 0
  for: 5m
  severity: critical
  summary: A relay to Kafka is not ready.
  description: Its log and its /readyz say what it waits for, and which command goes on. Nothing is lost meanwhile.
- alert: LedgerOutboxInactive
  expr: (sum(ledger_outbox_active{ {{- $outbox -}} }) or vector(0)) < 1
  for: 2m
  severity: critical
  summary: No relay publishes to Kafka.
  description: One of the replicas should be active. See the pods, their logs and /readyz. Nothing is lost meanwhile.
- alert: LedgerOutboxLags
  expr: max(ledger_outbox_lag_seconds{ {{- $outbox -}} }) > 60
  for: 5m
  severity: warning
  summary: Events are published more than a minute late.
  description: See ledger_outbox_transaction_seconds and the brokers.
{{- end }}
{{- if .Values.projector.enabled }}
{{- $projector := printf $job "projector" }}
- alert: LedgerProjectorInactive
  expr: (sum(ledger_projector_active{ {{- $projector -}} }) or vector(0)) < 1
  for: 5m
  severity: warning
  summary: No projector works.
  description: Balances stay right, but dated ones cost more the longer it lasts. See the pods, their logs and /readyz.
- alert: LedgerProjectorLags
  expr: max(ledger_projector_lag_seconds{ {{- $projector -}} }) > 60
  for: 10m
  severity: warning
  summary: Snapshots are more than a minute behind.
  description: Balances stay right, but cost more. See the projector's CPU and the database.
{{- end }}
{{- end }}
