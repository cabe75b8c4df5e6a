#include "tests/support/postgres/checked_tables.hpp"

namespace ledger::test {
namespace {

const char* const not_hashed = "in no hash: an event's text_hash covers name and outside id only";
const char* const of_kafka = "only Kafka tells: `ledger-outbox verify` compares with it";
// A comment whose erasure is pending may be gone any moment.
const char* const not_asked_to_go =
    "not exists (select from event join pending_erasure on pending_erasure.account_id = event.account_id"
    " and up_to_version >= event.version where event.transaction_uid = transaction_comment.transaction_uid"
    " and text_hash <> '')";
const char* const of_relay = "what a relay has confirmed; another one looks again";
const char* const of_operator = "an operator's word, which verify prints";
const char* const any_is_a_fault = "every row is found, whatever it says";
const char* const of_tracing = "a caller's word for its own tracing, gone once the event is published";
const char* const of_verify = "a note for people of what verify found itself";
const char* const economy = "who is at work; leases save work and promise nothing";

}  // namespace

const std::map<std::string, CheckedTable>& checked_tables() {
  static const std::map<std::string, CheckedTable> tables = {
      {"event", {.guard = "event_never_changes"}},
      {"journal", {.guard = "journal_never_changes"}},
      {"reversal", {.guard = "reversal_never_changes"}},
      {"open_hold", {}},
      {"identity", {.unchecked = {{"login", not_hashed}, {"password_hash", not_hashed}}}},
      {"transaction_comment", {.removed_where = not_asked_to_go}},
      {"pending_erasure",
       {.unchecked = {{"done_version",
                       "lower: pieces are done again; higher: told by the comments that are left, in erasure_test"}}}},
      {"account_snapshot", {.added = FoundBy::whole}},
      {"run_slot", {.added = FoundBy::whole}},
      {"run_row", {.added = FoundBy::whole}},
      {"currency_total", {}},
      {"currency_total_at", {}},
      {"snapshot_checkpoint",
       {.unchecked = {{"generation", "any other number has projectors start over, and nothing else"},
                      {"holder", economy},
                      {"lease_until", economy}}}},
      {"relay_note",
       {// A ledger that was never published has none. The relay finds its cursor in Kafka without it.
        .removed = FoundBy::nothing,
        .unchecked = {{"cluster_id", of_kafka},
                      {"events_topic", of_kafka},
                      {"balances_topic", of_kafka},
                      {"events_end_offsets", of_kafka},
                      {"balances_end_offsets", of_kafka},
                      {"epoch", of_kafka},
                      {"noted_at", "for people"}}}},
      {"journal_guard",
       {.unchecked = {{"database_identity", of_relay},
                      {"database_timeline", of_relay},
                      {"kafka_position", of_relay},
                      {"common_position", of_relay},
                      {"changed_at", "for people"}}}},
      {"journal_epoch", {.guard = "journal_epoch_never_changes", .unchecked = {{"begun_at", "for people"}}}},
      {"journal_recovery",
       {// What was taken back is an operator's word, which verify prints: Kafka and the journal agree either way.
        .guard = "journal_recovery_never_changes",
        .removed = FoundBy::nothing,
        .added = FoundBy::nothing,
        .unchecked = {{"journal", of_operator},
                      {"first_position", of_operator},
                      {"last_position", of_operator},
                      {"recovered_at", "for people"}}}},
      {"lost_identity", {.unchecked = {{"state", of_operator}, {"changed_at", "for people"}}}},
      {"repeated_erasure",
       {// An intact ledger has none: restore_check_test.
        .removed = FoundBy::nothing,
        .added = FoundBy::nothing,
        .unchecked = {{"account_id", any_is_a_fault},
                      {"transaction_uid", any_is_a_fault},
                      {"noted_at", any_is_a_fault}}}},
      {"relay_lease",
       {.removed = FoundBy::nothing,
        .added = FoundBy::nothing,
        .unchecked = {{"journal", economy}, {"holder", economy}, {"expires_at", economy}}}},
      {"event_trace",
       {.removed = FoundBy::nothing,
        .added = FoundBy::nothing,
        .unchecked = {{"position", of_tracing}, {"journal", of_tracing}, {"traceparent", of_tracing}}}},
      {"verification",
       {.removed = FoundBy::nothing,
        .added = FoundBy::nothing,
        .unchecked = {{"is_last", of_verify},
                      {"finished_at", of_verify},
                      {"events", of_verify},
                      {"whole", of_verify},
                      {"sound", of_verify}}}},
      {"schema_migration", {.unchecked = {{"applied", "for people"}}}},
  };
  return tables;
}

}  // namespace ledger::test
