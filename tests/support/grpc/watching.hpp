// A stream of events over gRPC, read message by message.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "tests/support/grpc/rpc_client.hpp"

namespace ledger::test {

class Watching {
 public:
  Watching(RpcClient& client, const std::string& after, std::optional<std::int64_t> account = std::nullopt) {
    client.prepare(context_);
    v1::WatchRequest request;
    request.set_after(after);
    if (account) request.set_account_id(*account);
    reader_ = client.stub().Watch(&context_, request);
  }
  ~Watching() { context_.TryCancel(); }
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;

  /// Reads until this number of events have come. Returns fewer if the stream ends first.
  std::vector<v1::Event> take(std::size_t count) {
    while (events_.size() < count && reader_->Read(&latest_)) {
      for (const auto& event : latest_.events()) events_.push_back(event);
    }
    const auto end = events_.begin() + static_cast<std::ptrdiff_t>(std::min(count, events_.size()));
    std::vector<v1::Event> taken(events_.begin(), end);
    events_.erase(events_.begin(), end);
    return taken;
  }
  /// The next message, which may be a heartbeat.
  bool read() { return reader_->Read(&latest_); }
  [[nodiscard]] const std::string& position() const { return latest_.position(); }
  /// Returns the reason why the stream has ended.
  std::string end() {
    while (reader_->Read(&latest_)) continue;
    return problem(reader_->Finish());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
  v1::WatchResponse latest_;
  std::vector<v1::Event> events_;
};

/// At most 10,000 events at once.
inline void deposit_in_bulk(const ApiServer& server, std::int64_t account, int count) {
  std::string body;
  for (int made = 0; made < count; ++made) {
    body += (made == 0 ? "[" : ",") + payment_body(fresh_uid(), "DEPOSIT", std::to_string(account), "1");
  }
  REQUIRE(server.client().post("/v1/transactions", body + "]").status == 200);
}

}  // namespace ledger::test
