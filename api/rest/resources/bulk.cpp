// POST /v1/transactions: many commands in one request.
#include <algorithm>
#include <deque>

#include "api/http/message/body_source.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/bulk_places.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/rest/problems.hpp"
#include "api/rest/resources/bulk_items.hpp"
#include "api/rest/resources/bulk_results.hpp"
#include "api/services/bulk.hpp"
#include "api/services/context/bulk_limits.hpp"
#include "api/services/positions/epoch_reading.hpp"
#include "api/services/submit.hpp"

namespace ledger::api {
namespace {

using Items = std::vector<BulkItem>;

constexpr std::string_view lines_type = "application/x-ndjson";

struct BulkMode {
  ItemSplitter::Form form = ItemSplitter::Form::array;
  bool atomic = false;
};

Result<BulkMode> bulk_mode(const Request& request) {
  BulkMode mode;
  const auto type = request.media_type();
  if (equal_ignoring_case(type, lines_type)) {
    mode.form = ItemSplitter::Form::lines;
  } else if (!equal_ignoring_case(type, json_type)) {
    return problem_response(Problem{Status::unsupported_media_type, "media_type_unsupported",
                                    "the body is application/json or application/x-ndjson; say so in Content-Type"});
  }
  auto query = query_of(request, {"atomic"});
  if (!query) return query.take_refusal();
  const auto atomic = query->find("atomic").value_or("false");
  if (atomic != "true" && atomic != "false") return wrong_parameter("atomic", "atomic_malformed", "true or false");
  mode.atomic = atomic == "true";
  return mode;
}

/// The memory that a body in arrival needs besides its content: the connection's buffer for the latest piece.
constexpr std::size_t upload_bytes = std::size_t{64} * 1024;
/// A command's result is shorter.
constexpr std::size_t result_bytes = 512;

/// The whole body's commands, or why there are none.
Task<Result<Items>> read_items(const Request& request, const AppContext& services, BulkMode mode,
                               UploadBudget::Upload& upload) {
  if (const auto full = upload.hold(upload_bytes)) co_return problem_response(bulk_problem(*full));
  BulkReader reader(mode.form, mode.atomic, request, services);
  for (;;) {
    const auto piece = co_await request.body_source->read_piece();
    if (const auto* problem = std::get_if<Problem>(&piece)) co_return problem_response(*problem);
    const auto bytes = std::get<std::string_view>(piece);
    const auto before = reader.memory_bytes();
    auto refusal = bytes.empty() ? reader.finish() : reader.put(bytes);
    if (refusal) co_return problem_response(*refusal);
    const auto full = upload.hold(reader.memory_bytes() - before);
    if (full) co_return problem_response(bulk_problem(*full));
    if (bytes.empty()) co_return reader.take();
  }
}

std::optional<Uid> uid_in(const BulkItem& item) {
  if (const auto* refused = std::get_if<RefusedItem>(&item)) return refused->uid;
  return uid_of(std::get<Command>(item));
}

/// Each command for itself. The place is given back when all are done, however slowly the client takes their results.
class EachAnswer final : public BodyStream, private BulkItems {
 public:
  EachAnswer(AppContext& services, Principal principal, const std::optional<TraceParent>& trace, Items items,
             AdmissionLimit::Permit place, UploadBudget::Upload upload)
      : services_(services),
        principal_(std::move(principal)),
        trace_(trace),
        items_(std::move(items)),
        place_(std::move(place)),
        upload_(std::move(upload)) {}

  Task<void> produce(BodySink& sink) override {
    sink_ = &sink;
    co_await record_each(services_.writer, *this, trace_);
    place_.reset();
  }

 private:
  std::optional<std::vector<Command>> take_unit() override {
    if (begun_ == items_.size()) return std::nullopt;
    auto& uids = units_.emplace_back();
    std::vector<Command> commands;
    for (; begun_ < items_.size() && uids.size() < bulk_unit_commands; ++begun_) {
      uids.push_back(uid_in(items_[begun_]));
      if (auto* command = std::get_if<Command>(&items_[begun_])) commands.push_back(std::move(*command));
    }
    return commands;
  }

  [[nodiscard]] bool has_client() const override { return has_client_; }

  void put_outcomes(const std::vector<Outcome>& outcomes) override {
    std::string piece = answered_ == 0 ? R"({"results":[)" : "";
    auto outcome = outcomes.begin();
    for (const auto& uid : units_.front()) {
      JsonWriter json;
      if (const auto* refused = std::get_if<RefusedItem>(&items_[answered_])) {
        write_bulk_result(json, uid, refused->problem);
      } else {
        write_bulk_result(json, uid, *outcome++, services_.epochs, principal_);
      }
      if (answered_++ > 0) piece += ',';
      piece += json.take();
    }
    units_.pop_front();
    if (answered_ == items_.size()) piece += "]}";
    has_client_ = has_client_ && sink_->write_at_once(piece);
  }

  AppContext& services_;
  /// A copy: the request's own does not live until the answer has been made.
  const Principal principal_;
  const std::optional<TraceParent> trace_;
  Items items_;
  std::optional<AdmissionLimit::Permit> place_;
  const UploadBudget::Upload upload_;
  BodySink* sink_ = nullptr;
  bool has_client_ = true;
  /// The number of items in the units that were begun, and of those that have their result.
  std::size_t begun_ = 0;
  std::size_t answered_ = 0;
  /// The uids of the units under way, whose commands the writer has.
  std::deque<std::vector<std::optional<Uid>>> units_;
};

bool is_refused(const BulkItem& item) { return std::holds_alternative<RefusedItem>(item); }

/// An atomic request with something in it that is no command: the others are not tried.
Response unreadable_batch(const Items& items) {
  JsonWriter results;
  results.begin_array();
  for (const auto& item : items) {
    const auto* refused = std::get_if<RefusedItem>(&item);
    const Rejection not_applied{RejectionCode::not_applied, "", "another command of the batch was refused"};
    write_bulk_result(results, uid_in(item), refused != nullptr ? refused->problem : problem_of(Outcome(not_applied)));
  }
  results.end_array();
  return rejected_batch_response(results.take());
}

/// The greatest position of them all, in the journal that the first new one was recorded in.
PositionToken greatest_position(const std::vector<Outcome>& applied, const EpochBook& epochs) {
  const auto is_new = [](const Outcome& outcome) { return !std::get<Applied>(outcome).replayed; };
  const auto found = std::find_if(applied.begin(), applied.end(), is_new);
  const auto& shown = std::get<Applied>(found == applied.end() ? applied.front() : *found);
  const auto journal = shown.recorded.legs.front().journal;
  Position greatest(0);
  for (const auto& outcome : applied) {
    for (const auto& leg : std::get<Applied>(outcome).recorded.legs) {
      if (leg.journal == journal) greatest = std::max(greatest, leg.position);
    }
  }
  return token_at(epochs, journal, greatest);
}

Response atomic_response(const std::vector<Uid>& uids, const std::vector<Outcome>& outcomes, const EpochBook& epochs,
                         const Principal& principal) {
  if (const auto* failure = common_failure(outcomes)) return refusal_response(*failure);
  JsonWriter results;
  results.begin_array();
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    write_bulk_result(results, uids[index], outcomes[index], epochs, principal);
  }
  results.end_array();
  const bool is_refused = std::any_of(outcomes.begin(), outcomes.end(), [](const Outcome& outcome) {
    return std::holds_alternative<Rejection>(outcome);
  });
  if (is_refused) return rejected_batch_response(results.take());
  Response response{.status = Status::ok, .body = R"({"results":)" + results.take() + "}", .fields = {}};
  add_position_field(response, greatest_position(outcomes, epochs));
  return response;
}

Task<Response> record_together(AppContext& services, const Request& request, Items items) {
  if (std::any_of(items.begin(), items.end(), is_refused)) co_return unreadable_batch(items);
  std::vector<Command> commands;
  std::vector<Uid> uids;
  for (auto& item : items) {
    uids.push_back(*uid_in(item));
    commands.push_back(std::move(std::get<Command>(item)));
  }
  const auto outcomes = co_await submit_atomic(services.writer, std::move(commands), request.trace);
  co_return atomic_response(uids, outcomes, services.epochs, *request.principal);
}

}  // namespace

Task<Response> record_transactions(Request& request, AppContext& services) {
  auto mode = bulk_mode(request);
  if (!mode) co_return mode.take_refusal();
  // Refused before the body arrives if possible; the permit is taken once the body is complete.
  const auto& principal = *request.principal;
  if (const auto full = services.bulk_places.full_for(principal)) co_return problem_response(bulk_problem(*full));
  auto upload = services.uploads.begin(principal);
  auto items = co_await read_items(request, services, *mode, upload);
  if (!items) co_return items.take_refusal();
  auto place = services.bulk_places.take(principal);
  if (!place) co_return problem_response(bulk_problem(place.refusal()));
  auto& read = *items;
  if (mode->atomic) co_return co_await record_together(services, request, std::move(read));
  upload.hold_in_any_case(read.size() * result_bytes);
  Response response{.status = Status::ok, .body = {}, .fields = {}};
  response.stream = std::make_unique<EachAnswer>(services, principal, request.trace, std::move(read), std::move(*place),
                                                 std::move(upload));
  co_return response;
}

}  // namespace ledger::api
