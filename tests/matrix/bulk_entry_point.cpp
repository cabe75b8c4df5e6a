// POST /v1/transactions, a single command in each request.
#include "tests/matrix/http_entry_point.hpp"

namespace ledger::test {
namespace {

class BulkEntryPoint final : public EntryPoint {
 public:
  BulkEntryPoint(const ApiServer& server, bool as_lines) : client_(server), as_lines_(as_lines) {}

  std::optional<EntryPointAnswer> send(const Order& order) override {
    const auto element = bulk_element(order);
    return element ? std::optional(put(*element)) : std::nullopt;
  }

 private:
  EntryPointAnswer put(const std::string& command) {
    const std::string target = "/v1/transactions";
    const auto answer = as_lines_ ? client_.post(target, command + "\n", {{"Content-Type", "application/x-ndjson"}})
                                  : client_.post(target, "[" + command + "]");
    if (answer.status() != 200) return entry_point_answer(answer);
    const auto result = answer.json.member("results").at(0);
    if (result["status"] != "200") return {.verdict = result["status"] + " " + result["code"], .text = {}};
    return {.verdict = result["code"],
            .text = result["position"] + " " + result["balance"] + " " + result["available"]};
  }

  ApiClient client_;
  bool as_lines_;
};

}  // namespace

std::unique_ptr<EntryPoint> bulk_entry_point(const ApiServer& server, bool as_lines) {
  return std::make_unique<BulkEntryPoint>(server, as_lines);
}

}  // namespace ledger::test
