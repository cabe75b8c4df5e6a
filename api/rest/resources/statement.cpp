// GET /v1/users/{id}/statement.
#include <array>

#include "api/http/message/accept.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/minimum_position.hpp"
#include "api/rest/problems.hpp"
#include "api/rest/request_rules.hpp"
#include "api/rest/resources/cursors.hpp"
#include "api/rest/resources/statement_text.hpp"
#include "api/rest/stream_places.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/reads/statement_pages.hpp"

namespace ledger::api {
namespace {

/// Lines that are read at once where the whole statement was asked for: about 100 KiB of text.
constexpr std::size_t lines_at_once = 400;

/// A request for a statement, understood.
struct StatementRequest {
  StatementQuery query;
  /// Lines on a page; the whole statement without it.
  std::optional<int> limit;
  bool is_csv = false;
};

/// Returns true if the client would rather have CSV, by `format` or else by Accept.
Result<bool> wants_csv(const Request& request, const QueryString& query) {
  constexpr std::array<std::string_view, 2> types = {json_type, "text/csv"};
  if (const auto format = query.find("format")) {
    if (*format != "csv" && *format != "json") return wrong_parameter("format", "format_unknown", "csv or json");
    return *format == "csv";
  }
  const auto preferred = preferred_type(request, types);
  if (!preferred) return problem_response(not_acceptable("application/json or text/csv"));
  return *preferred == 1;
}

/// Goes on behind the cursor; what it says holds, and what else the query says must be the same.
std::optional<Response> apply_cursor(const QueryString& query, StatementQuery& statement) {
  const auto text = query.find("cursor");
  if (!text) return std::nullopt;
  const auto cursor = parse_statement_cursor(*text);
  const auto differs = [](const auto& stated, const auto& known) { return stated && stated != known; };
  // One beyond the journal's end meant that end.
  const auto& known_at = statement.known_at.position;
  const bool is_earlier = cursor && known_at && known_at->position < cursor->known_at;
  if (!cursor || cursor->account != statement.account || differs(statement.from, cursor->range.from) ||
      differs(statement.before, cursor->range.before) || is_earlier) {
    return wrong_parameter("cursor", "cursor_malformed", "a cursor of an earlier page of the same statement");
  }
  statement.from = cursor->range.from;
  statement.before = cursor->range.before;
  statement.known_at = {.position = PositionToken{statement.journal, cursor->known_at, cursor->epoch},
                        .field = "cursor"};
  statement.place = cursor->place;
  return std::nullopt;
}

Result<StatementRequest> statement_request(const Request& request, const AppContext& services) {
  auto account = account_in_path(request);
  if (!account) return account.take_refusal();
  const auto journal = services.journal_of(*account);
  auto parsed = query_of(request, {"from", "to", "known_at", "format", "limit", "cursor"});
  if (!parsed) return parsed.take_refusal();
  const auto& query = *parsed;
  auto range = time_range(query);
  if (!range) return range.take_refusal();
  auto known_at = known_position(query, "known_at", journal);
  if (!known_at) return known_at.take_refusal();
  auto is_csv = wants_csv(request, query);
  if (!is_csv) return is_csv.take_refusal();
  auto limit = page_limit(query);
  if (!limit) return limit.take_refusal();

  StatementRequest asked{.query = {.account = *account,
                                   .journal = journal,
                                   .from = range->from,
                                   .before = range->before,
                                   .known_at = *known_at,
                                   .place = std::nullopt},
                         .limit = std::nullopt,
                         .is_csv = *is_csv};
  if (query.find("limit")) asked.limit = *limit;
  if (auto refused = apply_cursor(query, asked.query)) return std::move(*refused);
  return asked;
}

/// The rest of a statement of which the first lines are there.
class StatementStream final : public BodyStream {
 public:
  StatementStream(AppContext& services, std::string caller, AdmissionLimit::Permit place, Statement statement,
                  std::shared_ptr<StatementText> text, std::string begin)
      : services_(services),
        caller_(std::move(caller)),
        place_(std::move(place)),
        statement_(std::move(statement)),
        text_(std::move(text)),
        piece_(std::move(begin)) {}

  Task<void> produce(BodySink& sink) override {
    for (bool at_end = false;;) {
      const bool taken = co_await sink.write(piece_);
      if (!taken || at_end) co_return;
      WriteLines write = [text = text_](const Statement&, const std::vector<StatementLine>& lines) {
        return text->lines(lines);
      };
      auto page = co_await continue_statement(services_, caller_, statement_, lines_at_once, std::move(write));
      statement_ = std::move(page.statement);
      piece_ = std::move(page.text);
      at_end = !statement_.has_more();
      if (at_end) piece_ += text_->end(statement_.frame(), std::nullopt);
    }
  }

 private:
  AppContext& services_;
  std::string caller_;
  const AdmissionLimit::Permit place_;
  Statement statement_;
  std::shared_ptr<StatementText> text_;
  std::string piece_;
};

/// Returns the cursor with which the statement goes on behind this page.
std::string cursor_behind(const StatementRequest& asked, const Statement& statement) {
  const auto& frame = statement.frame();
  return to_string(StatementCursor{.account = frame.account,
                                   .known_at = frame.known_at.position,
                                   .epoch = frame.known_at.epoch,
                                   .range = {.from = asked.query.from, .before = asked.query.before},
                                   .place = statement.place()});
}

WriteLines first_lines(std::shared_ptr<StatementText> text, const StatementQuery& query) {
  return [text = std::move(text), range = TimeRange{.from = query.from, .before = query.before},
          is_continued = query.place.has_value()](const Statement& statement, const std::vector<StatementLine>& lines) {
    auto written = text->begin(statement.frame(), range, is_continued);
    written += text->lines(lines);
    return written;
  };
}

/// "2026-01-01", or "2026-01-01T123000Z": file systems have objections to colons.
std::string file_name_part(Moment moment) {
  const auto text = format_moment(moment);
  const auto date = text.substr(0, 10);
  const auto time = text.substr(11, 2) + text.substr(14, 2) + text.substr(17, 2);
  return time == "000000" ? date : date + "T" + time + "Z";
}

/// The field by which browsers save the statement as a file: statement-17-2026-01-01-2026-02-01.csv.
ResponseField as_file(const StatementQuery& query) {
  const auto from = query.from ? file_name_part(*query.from) : "begin";
  const auto to = query.before ? file_name_part(*query.before) : "now";
  return {"Content-Disposition",
          "attachment; filename=\"statement-" + std::to_string(query.account.value) + "-" + from + "-" + to + ".csv\""};
}

Response statement_response(const Request& request, AppContext& services, const StatementRequest& asked,
                            std::shared_ptr<StatementText> text, StatementPage page) {
  const auto frame = page.statement.frame();
  Response response;
  response.content_type = text->content_type();
  add_position_field(response, frame.known_at);
  if (asked.is_csv) response.fields.push_back(as_file(asked.query));
  if (frame.may_change == true) response.fields.push_back({"Ledger-May-Change", "true"});
  if (page.statement.has_more() && !asked.limit) {
    auto place = services.statement_places.take(*request.principal);
    if (!place) return problem_response(stream_problem(place.refusal()));
    response.stream =
        std::make_unique<StatementStream>(services, request.principal->id, std::move(*place), std::move(page.statement),
                                          std::move(text), std::move(page.text));
    return response;
  }
  std::optional<std::string> next;
  if (page.statement.has_more()) next = cursor_behind(asked, page.statement);
  response.body = std::move(page.text);
  response.body += text->end(frame, next);
  if (next) response.fields.push_back({"Link", next_link(request, *next)});
  return response;
}

}  // namespace

Task<Response> get_statement(Request& request, AppContext& services) {
  auto asked = statement_request(request, services);
  if (!asked) co_return asked.take_refusal();
  auto least = minimum_position(request, services);
  if (!least) co_return least.take_refusal();

  const auto& query = asked->query;
  std::shared_ptr<StatementText> text = asked->is_csv ? statement_csv() : statement_json(services.epochs);
  const auto lines = asked->limit ? static_cast<std::size_t>(*asked->limit) : lines_at_once;
  auto write = first_lines(text, query);
  auto page = co_await open_statement(services, *request.principal, query, *least, lines, std::move(write));
  if (!page) co_return refusal_response(page.refusal());
  if (!*page) co_return account_not_found("there is no such account, or there was none yet at known_at");
  co_return statement_response(request, services, *asked, std::move(text), std::move(**page));
}

}  // namespace ledger::api
