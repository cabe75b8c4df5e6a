// Batches that overlap: while one is on its way to the database and back, the next one is decided on what the first
// leads to, and sent behind it. Whatever goes wrong, all that was sent is written again, in order, one by one.
#include <algorithm>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/writer/failure.hpp"
#include "ledger/writer/writer_loop.hpp"

namespace ledger {
namespace {

/// A batch is sent behind another one after half of the time that one usually takes: until then more commands come for
/// it, and it is there before the answer.
constexpr int parts_of_usual_time = 2;
/// Behind a single command nothing is sent: its client is likely to be in the next batch.
constexpr std::size_t commands_ahead_min = 2;
/// Where a batch takes longer, the recorded time of one that waited behind it might be refused as too old.
constexpr std::chrono::microseconds usual_time_max = journal_sql::append_clock_tolerance;

}  // namespace

void Writer::Loop::write_overlapping(WriterBatch batch) {
  refuse_overdue(batch);
  if (batch.empty()) return;
  if (!send(batch)) return write(std::move(batch));
  std::optional<WriterBatch> unsent;
  const auto older = queue_.put_back_count();
  while (!sent_.empty()) {
    if (!unsent) unsent = send_behind();
    answer_first_sent();
  }
  if (unsent) return write_behind_rest(std::move(*unsent), older);
  send_notices();
}

bool Writer::Loop::send(WriterBatch& batch) {
  // A new session remembers nothing yet.
  if (!session_) return false;
  const auto now = Clock::now();
  SentBatch& sent = sent_.emplace_back(std::move(batch), now, now);
  try {
    if (session_->send_ahead(sent.batch.commands, sent.batch.groups(), sent.batch.traces())) {
      if (sent_.size() > 1) metrics_.overlapped.Increment();
      return true;
    }
  } catch (const InvariantViolation& error) {
    // Found before anything of this batch was sent.
    take_back(batch);
    lose_sent(error);
    return false;
  } catch (const std::exception& error) {
    lose_sent(error);
  }
  take_back(batch);
  return false;
}

void Writer::Loop::take_back(WriterBatch& batch) {
  batch = std::move(sent_.back().batch);
  sent_.pop_back();
}

std::optional<WriterBatch> Writer::Loop::send_behind() {
  auto next = take_behind();
  if (!next || send(*next)) return std::nullopt;
  return next;
}

std::optional<WriterBatch> Writer::Loop::take_behind() {
  const auto& ahead = sent_.front();
  if (!session_->takes_another() || ahead.batch.commands.size() < commands_ahead_min || usual_time_ > usual_time_max ||
      Clock::now() >= next_check_) {
    return std::nullopt;
  }
  const auto wait_end = ahead.begun + usual_time_ / parts_of_usual_time;
  try {
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(wait_end - Clock::now());
    if (session_->is_answered_within(left)) return std::nullopt;
  } catch (const std::exception& error) {
    lose_sent(error);
    return std::nullopt;
  }
  auto taken = queue_.take_behind();
  metrics_.queued.Set(static_cast<double>(queue_.size()));
  if (taken.empty()) return std::nullopt;
  WriterBatch next = as_batch(std::move(taken));
  refuse_overdue(next);
  if (next.empty()) return std::nullopt;
  return next;
}

void Writer::Loop::answer_first_sent() {
  std::optional<WrittenBatch> written;
  try {
    if (session_) written = session_->receive_sent();
  } catch (const StatementFailed& error) {
    // Nothing of what was sent was stored, nor will be.
    forget_session(error.what());
    if (!is_fault_of_command(error.sqlstate())) note_failed_try(error.sqlstate());
  } catch (const std::exception& error) {
    lose_sent(error);
  }
  if (!written) return write_sent_again();
  SentBatch first = std::move(sent_.front());
  sent_.pop_front();
  const auto now = Clock::now();
  if (!sent_.empty()) sent_.front().begun = now;
  note_time(first.batch.commands.size(), now - first.begun);
  answer(first.batch, std::move(*written), first.sent);
}

void Writer::Loop::write_sent_again() {
  auto again = std::exchange(sent_, {});
  if (!session_) metrics_.decided_again.Increment(static_cast<double>(again.size()));
  const auto older = queue_.put_back_count();
  for (auto& sent : again) write_behind_rest(std::move(sent.batch), older);
}

void Writer::Loop::lose_sent(const std::exception& error) {
  for (std::size_t index = 0; index < sent_.size(); ++index) {
    auto& batch = sent_[index].batch;
    batch.in_doubt = true;
    if (session_) batch.events_in_doubt.merge(session_->events_under_way(index));
  }
  forget_session(error.what());
  // Anything else is this program's own failure.
  if (dynamic_cast<const ConnectionLost*>(&error) != nullptr) note_failed_try();
}

}  // namespace ledger
