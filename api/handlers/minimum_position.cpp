#include "api/handlers/minimum_position.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>

#include "api/handlers/read_parameters.hpp"
#include "api/http/problem.hpp"
#include "ledger/journal/transactions.hpp"

namespace ledger::api {
namespace {

using Clock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

constexpr std::string_view header_name = "Ledger-Min-Position";
constexpr std::chrono::milliseconds patience{2'000};
/// Twice as long after each look: a position that never comes must not keep the readers busy.
constexpr std::chrono::milliseconds poll_interval_min{10};

}  // namespace

Task<std::optional<Response>> await_minimum_position(const Request& request, Services& services) {
  const auto header = request.header(header_name);
  if (!header) co_return std::nullopt;
  const auto token = parse_position_token(*header);
  if (!token || token->journal != services.journal) {
    co_return problem_response(Problem{Status::unprocessable_content, "position_malformed",
                                       "the value of a Ledger-Position, such as 0:123", std::string(header_name)});
  }
  const Executor executor = co_await boost::asio::this_coro::executor;
  Timer timer(executor);
  const auto end = Clock::now() + patience;
  auto poll_interval = poll_interval_min;
  for (;;) {
    auto read_head = [journal = token->journal](pqxx::transaction_base& transaction) {
      return position_at(transaction, journal, Moment::max());
    };
    const Position head = co_await services.reads.run(std::move(read_head));
    if (head >= token->position) co_return std::nullopt;
    if (Clock::now() >= end) break;
    timer.expires_at(std::min(Clock::now() + poll_interval, end));
    poll_interval *= 2;
    co_await timer.async_wait(boost::asio::as_tuple(use_task));
  }
  co_return problem_response(Problem{Status::service_unavailable, "position_not_reached",
                                     "this database has not reached the position within 2 s",
                                     std::string(header_name)});
}

}  // namespace ledger::api
