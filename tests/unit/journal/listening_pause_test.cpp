// A follower that hears of commits rests in a quiet journal.
#include "ledger/journal/listening_pause.hpp"

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds usual{20};
constexpr ListeningPause::Time begin(std::chrono::hours(1));
/// From then on a follower rests whose last event was found at `begin`.
constexpr auto later = begin + ListeningPause::time_to_rest;

/// A follower that found an event, and nothing since.
ListeningPause quiet_follower() {
  ListeningPause pause(begin - ListeningPause::time_to_rest);
  pause.looked(begin, true);
  pause.looked(later - milliseconds(1), false);
  return pause;
}

}  // namespace

TEST_CASE("A follower rests once its journal has been quiet for a while", "[listening]") {
  // Events that follow soon on others have no notice, also when listening begins among them.
  ListeningPause pause(begin);
  CHECK(pause.next(begin, usual) == usual);
  CHECK(pause.next(later - milliseconds(1), usual) == usual);
  CHECK(pause.next(later, usual) == ListeningPause::resting);
  pause.heard();
  pause.looked(later, true);
  CHECK(pause.next(later + ListeningPause::time_to_rest - milliseconds(1), usual) == usual);
  CHECK(pause.next(later + ListeningPause::time_to_rest, usual) == ListeningPause::resting);
}

TEST_CASE("A follower never looks more often than it would without notices", "[listening]") {
  CHECK(quiet_follower().next(later, milliseconds(60'000)) == milliseconds(60'000));
}

TEST_CASE("A follower that a notice woke rests again after the events", "[listening]") {
  auto pause = quiet_follower();
  pause.next(later, usual);
  pause.heard();
  pause.looked(later, true);
  CHECK(pause.next(later, usual) == usual);
  CHECK(pause.next(later + ListeningPause::time_to_rest, usual) == ListeningPause::resting);
}

TEST_CASE("A follower that found what no notice came for rests no more until it hears one", "[listening]") {
  auto pause = quiet_follower();
  pause.next(later, usual);
  pause.looked(later, true);
  const auto much_later = later + 10 * ListeningPause::time_to_rest;
  CHECK(pause.next(much_later, usual) == usual);
  // An event that it finds while it looks often proves nothing.
  pause.looked(much_later, true);
  CHECK(pause.next(much_later + ListeningPause::time_to_rest, usual) == usual);
  pause.heard();
  CHECK(pause.next(much_later + ListeningPause::time_to_rest, usual) == ListeningPause::resting);
}

TEST_CASE("Events that follow soon on others need no notice", "[listening]") {
  auto pause = quiet_follower();
  pause.next(later - milliseconds(1), usual);
  pause.looked(later - milliseconds(1), true);
  CHECK(pause.next(later + ListeningPause::time_to_rest, usual) == ListeningPause::resting);
}

}  // namespace ledger
