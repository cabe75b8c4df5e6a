#include "tests/bench/arrivals/deposit_requests.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iterator>
#include <utility>

namespace ledger::arrivals {

DepositRequests::DepositRequests(std::string host, std::int64_t first_account, std::int64_t accounts)
    : host_(std::move(host)), random_(std::random_device{}()), account_(first_account, first_account + accounts - 1) {}

const std::string& DepositRequests::next() {
  // A UUID of version 7: time first, then random.
  const auto ms = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
  const auto one = random_();
  const auto other = random_();
  body_.clear();
  fmt::format_to(std::back_inserter(body_),
                 R"({{"uid":"{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}","type":"DEPOSIT","amount":"1.00","user_id":{}}})",
                 ms >> 16U & 0xffffffffU, ms & 0xffffU, one & 0xfffU, 0x8000U | (one >> 12U & 0x3fffU),
                 other & 0xffffffffffffU, account_(random_));
  request_.clear();
  fmt::format_to(std::back_inserter(request_),
                 "POST /v1/transaction HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n"
                 "Content-Length: {}\r\n\r\n{}",
                 host_, body_.size(), body_);
  return request_;
}

}  // namespace ledger::arrivals
