// When a writer tells followers of a commit.
#include "ledger/writer/session/notice_schedule.hpp"

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

constexpr NoticeSchedule::Time begin(std::chrono::hours(1));
constexpr JournalId journal(0);
constexpr JournalId other(1);
const std::vector<JournalId> nobody;

}  // namespace

TEST_CASE("A notice is sent of a commit after a pause, and of none that follows soon", "[notices]") {
  NoticeSchedule schedule;
  CHECK(schedule.take_due() == nobody);
  schedule.recorded(journal, begin);
  CHECK(schedule.take_due() == std::vector{journal});
  CHECK(schedule.take_due() == nobody);
  // Each one begins the pause anew.
  const auto soon = notice_pause - std::chrono::milliseconds(1);
  schedule.recorded(journal, begin + soon);
  schedule.recorded(journal, begin + 2 * soon);
  CHECK(schedule.take_due() == nobody);
  schedule.recorded(journal, begin + 2 * soon + notice_pause);
  CHECK(schedule.take_due() == std::vector{journal});
}

TEST_CASE("Each journal has pauses of its own", "[notices]") {
  NoticeSchedule schedule;
  schedule.recorded(journal, begin);
  schedule.take_due();
  schedule.recorded(journal, begin);
  schedule.recorded(other, begin);
  CHECK(schedule.take_due() == std::vector{other});
}

TEST_CASE("After a notice that failed none is sent for a minute", "[notices]") {
  NoticeSchedule schedule;
  schedule.failed(begin);
  schedule.recorded(journal, begin + NoticeSchedule::time_off - std::chrono::milliseconds(1));
  CHECK(schedule.take_due() == nobody);
  schedule.recorded(journal, begin + NoticeSchedule::time_off + notice_pause);
  CHECK(schedule.take_due() == std::vector{journal});
}

}  // namespace ledger
