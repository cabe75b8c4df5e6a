// Memory for requests that are arriving, shared by callers who do not know each other.
#include "api/services/context/upload_budget.hpp"

#include <list>

#include "tests/support/catch.hpp"

namespace ledger::api {
namespace {

Principal uploader(const std::string& id) { return Principal{.id = id, .roles = {Role::service}, .accounts = {}}; }

}  // namespace

TEST_CASE("However many callers take all they get, another one gets something", "[http][bulk]") {
  const UploadBudget budget(1'000);
  std::list<UploadBudget::Upload> uploads;
  std::size_t free = 1'000;
  for (int callers = 1; callers <= 6; ++callers) {
    auto& upload = uploads.emplace_back(budget.begin(uploader(std::to_string(callers))));
    std::size_t held = 0;
    while (!upload.hold(1)) ++held;
    // Half of what is free.
    CHECK(held == free / 2);
    free -= held;
  }
  auto another = budget.begin(uploader("another"));
  CHECK_FALSE(another.hold(1));
  CHECK(another.hold(500) == AdmissionLimit::Full::all);
}

TEST_CASE("One caller has one share, in however many uploads", "[http][bulk]") {
  const UploadBudget budget(1'000);
  std::list<UploadBudget::Upload> uploads;
  for (int made = 0; made < 5; ++made) {
    auto& upload = uploads.emplace_back(budget.begin(uploader("one")));
    CHECK_FALSE(upload.hold(100));
  }
  CHECK(uploads.back().hold(1) == AdmissionLimit::Full::per_caller);
  auto moved = std::move(uploads.back());
  uploads.clear();
  CHECK_FALSE(moved.hold(400));
  CHECK(moved.hold(1) == AdmissionLimit::Full::per_caller);
  moved.hold_in_any_case(1'000);
  auto another = budget.begin(uploader("another"));
  CHECK(another.hold(1) == AdmissionLimit::Full::all);
}

TEST_CASE("Where everybody is the same caller, that one may hold all", "[http][bulk]") {
  const UploadBudget budget(1'000);
  auto upload = budget.begin(anonymous_principal());
  CHECK_FALSE(upload.hold(1'000));
  CHECK(upload.hold(1) == AdmissionLimit::Full::all);
}

}  // namespace ledger::api
