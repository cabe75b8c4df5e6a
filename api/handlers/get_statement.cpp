#include <algorithm>

#include "api/handlers/answers.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/minimum_position.hpp"
#include "api/handlers/statement_cursor.hpp"
#include "api/handlers/statement_text.hpp"
#include "api/handlers/stream_places.hpp"
#include "api/services/position_wait.hpp"
#include "api/services/services.hpp"

namespace ledger::api {
namespace {

/// Lines that are read at once where the whole statement was asked for: about 100 KiB of text.
constexpr std::size_t lines_at_once = 400;

/// What was asked for.
struct StatementRequest {
  StatementQuestion question;
  /// Lines on a page; the whole statement without it.
  std::optional<int> limit;
  bool is_csv = false;
};

struct StatementPage {
  Statement statement;
  std::vector<StatementLine> lines;
};

/// Whether the client would rather have CSV, by `format` or else by Accept.
OrResponse<bool> wants_csv(const Request& request, const QueryString& query) {
  constexpr std::string_view csv_type = "text/csv";
  if (const auto format = query.find("format")) {
    if (*format != "csv" && *format != "json") return wrong_parameter("format", "format_unknown", "csv or json");
    return *format == "csv";
  }
  const auto accept = request.header("Accept").value_or("");
  return std::min(accept.find(csv_type), accept.size()) < std::min(accept.find(json_type), accept.size());
}

/// Goes on behind the cursor; what it says holds, and what else the query says must be the same.
std::optional<Response> apply_cursor(const QueryString& query, StatementQuestion& question) {
  const auto text = query.find("cursor");
  if (!text) return std::nullopt;
  const auto cursor = parse_statement_cursor(*text);
  const auto differs = [](const auto& stated, const auto& known) { return stated && stated != known; };
  // One beyond the journal's end meant that end.
  const auto& known_at = question.known_at.position;
  const bool is_earlier = cursor && known_at && known_at->position < cursor->known_at;
  if (!cursor || cursor->account != question.account || differs(question.from, cursor->range.from) ||
      differs(question.before, cursor->range.before) || is_earlier) {
    return wrong_parameter("cursor", "cursor_malformed", "a cursor of an earlier page of the same statement");
  }
  question.from = cursor->range.from;
  question.before = cursor->range.before;
  question.known_at = {.position = PositionToken{question.journal, cursor->known_at, cursor->epoch}, .field = "cursor"};
  question.after = cursor->after;
  return std::nullopt;
}

OrResponse<StatementRequest> statement_request(const Request& request, const Services& services) {
  auto account = account_in_path(request);
  if (auto* response = std::get_if<Response>(&account)) return std::move(*response);
  const auto journal = services.journal_of(std::get<AccountId>(account));
  auto parsed = query_of(request, {"from", "to", "known_at", "format", "limit", "cursor"});
  if (auto* response = std::get_if<Response>(&parsed)) return std::move(*response);
  const auto& query = std::get<QueryString>(parsed);
  auto range = time_range(query);
  if (auto* response = std::get_if<Response>(&range)) return std::move(*response);
  auto known_at = known_position(query, "known_at", journal);
  if (auto* response = std::get_if<Response>(&known_at)) return std::move(*response);
  auto is_csv = wants_csv(request, query);
  if (auto* response = std::get_if<Response>(&is_csv)) return std::move(*response);
  auto limit = page_limit(query);
  if (auto* response = std::get_if<Response>(&limit)) return std::move(*response);

  StatementRequest asked{.question = {.account = std::get<AccountId>(account),
                                      .journal = journal,
                                      .from = std::get<TimeRange>(range).from,
                                      .before = std::get<TimeRange>(range).before,
                                      .known_at = std::get<KnownPosition>(known_at),
                                      .after = std::nullopt},
                         .limit = std::nullopt,
                         .is_csv = std::get<bool>(is_csv)};
  if (query.find("limit")) asked.limit = std::get<int>(limit);
  if (auto refused = apply_cursor(query, asked.question)) return std::move(*refused);
  return asked;
}

/// The rest of a statement of which the first lines are there.
class StatementStream final : public BodyStream {
 public:
  StatementStream(ReadPool& reads, Places::Place place, Statement statement, std::unique_ptr<StatementText> text,
                  std::string begin)
      : reads_(reads),
        place_(std::move(place)),
        statement_(std::move(statement)),
        text_(std::move(text)),
        piece_(std::move(begin)) {}

  Task<void> produce(BodySink& sink) override {
    for (bool at_end = false;;) {
      const bool taken = co_await sink.write(piece_);
      if (!taken || at_end) co_return;
      // A copy, as the query may be run again where a connection turns out to be lost.
      auto read = [statement = statement_](pqxx::transaction_base& transaction) {
        StatementPage page{.statement = statement, .lines = {}};
        page.lines = page.statement.next(transaction, lines_at_once);
        return page;
      };
      auto page = co_await reads_.run(std::move(read));
      statement_ = std::move(page.statement);
      at_end = page.lines.size() < lines_at_once;
      piece_ = text_->lines(page.lines);
      if (at_end) piece_ += text_->end(statement_.frame(), std::nullopt);
    }
  }

 private:
  ReadPool& reads_;
  const Places::Place place_;
  Statement statement_;
  std::unique_ptr<StatementText> text_;
  std::string piece_;
};

/// Where the statement goes on behind these lines.
std::string cursor_behind(const StatementRequest& asked, const StatementFrame& frame, const StatementLine& last) {
  const Event& event = last.recorded.legs.front();
  return to_string(StatementCursor{.account = frame.account,
                                   .known_at = frame.known_at.position,
                                   .epoch = frame.known_at.epoch,
                                   .range = {.from = asked.question.from, .before = asked.question.before},
                                   .after = {.effective = event.effective, .version = event.version}});
}

Response statement_response(const Request& request, Services& services, const StatementRequest& asked,
                            StatementPage page) {
  const auto frame = page.statement.frame();
  const auto wanted = asked.limit ? static_cast<std::size_t>(*asked.limit) : lines_at_once;
  const bool more = page.lines.size() > wanted;
  std::optional<std::string> next;
  if (more && asked.limit) {
    page.lines.resize(wanted);
    next = cursor_behind(asked, frame, page.lines.back());
  }
  auto text = asked.is_csv ? statement_csv() : statement_json(services.epochs);
  Response response;
  response.content_type = text->content_type();
  response.body = text->begin(frame, {asked.question.from, asked.question.before}, asked.question.after.has_value());
  response.body += text->lines(page.lines);
  add_position_field(response, frame.known_at);
  if (next) response.fields.push_back({"Link", next_link(request, *next)});
  if (more && !asked.limit) {
    auto taken = services.statement_places.take(*request.principal);
    if (const auto* full = std::get_if<Places::Full>(&taken)) return problem_response(stream_problem(*full));
    response.stream =
        std::make_unique<StatementStream>(services.reads, std::move(std::get<Places::Place>(taken)),
                                          std::move(page.statement), std::move(text), std::exchange(response.body, {}));
  } else {
    response.body += text->end(frame, next);
  }
  return response;
}

}  // namespace

Task<Response> get_statement(Request& request, Services& services) {
  auto parsed = statement_request(request, services);
  if (auto* response = std::get_if<Response>(&parsed)) co_return std::move(*response);
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  const auto asked = std::get<StatementRequest>(parsed);
  co_await await_epoch(services, asked.question.known_at);
  // One more than is shown at once tells whether there are more.
  const auto lines = static_cast<std::size_t>(asked.limit.value_or(static_cast<int>(lines_at_once))) + 1;
  auto read = [question = asked.question, lines,
               &epochs = services.epochs](pqxx::transaction_base& transaction) -> std::optional<StatementPage> {
    auto statement = Statement::open(transaction, question, epochs);
    if (!statement) return std::nullopt;
    StatementPage page{.statement = std::move(*statement), .lines = {}};
    page.lines = page.statement.next(transaction, lines);
    return page;
  };
  auto page = co_await services.reads.run(std::move(read));
  if (!page) co_return account_not_found("there is no such account, or there was none yet at known_at");
  co_return statement_response(request, services, asked, std::move(*page));
}

}  // namespace ledger::api
