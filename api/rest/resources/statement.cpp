// GET /v1/user/{id}/statement.
#include <array>

#include "api/http/message/accept.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/minimum_position.hpp"
#include "api/rest/request_rules.hpp"
#include "api/rest/resources/cursors.hpp"
#include "api/rest/resources/statement_text.hpp"
#include "api/rest/stream_places.hpp"
#include "api/services/app_context.hpp"
#include "api/services/position_wait.hpp"

namespace ledger::api {
namespace {

/// Lines that are read at once where the whole statement was asked for: about 100 KiB of text.
constexpr std::size_t lines_at_once = 400;

/// The parameters of the request.
struct StatementRequest {
  StatementQuery question;
  /// Lines on a page; the whole statement without it.
  std::optional<int> limit;
  bool is_csv = false;
};

/// Lines written out by the thread that read them: they are many, and an event loop has others to serve.
struct StatementPage {
  Statement statement;
  std::string text;
};

/// Everything that the first query needs, by value.
struct FirstPage {
  StatementQuery question;
  std::size_t lines;
  std::shared_ptr<StatementText> text;

  std::optional<StatementPage> read(pqxx::transaction_base& transaction, EpochBook& epochs) const {
    auto statement = Statement::open(transaction, question, epochs);
    if (!statement) return std::nullopt;
    const auto found = statement->next(transaction, lines);
    StatementPage page{.statement = std::move(*statement), .text = {}};
    page.text = text->begin(page.statement.frame(), {question.from, question.before}, question.place.has_value());
    page.text += text->lines(found);
    return page;
  }
};

/// Returns true if the client prefers CSV, by the parameter `format` or else by Accept.
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
std::optional<Response> apply_cursor(const QueryString& query, StatementQuery& question) {
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
  question.place = cursor->place;
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

  StatementRequest asked{.question = {.account = *account,
                                      .journal = journal,
                                      .from = range->from,
                                      .before = range->before,
                                      .known_at = *known_at,
                                      .place = std::nullopt},
                         .limit = std::nullopt,
                         .is_csv = *is_csv};
  if (query.find("limit")) asked.limit = *limit;
  if (auto refused = apply_cursor(query, asked.question)) return std::move(*refused);
  return asked;
}

/// Streams the rest of a statement after its first lines. Each page is a separate query, so that many statements take
/// turns, and a slow client occupies no thread.
class StatementStream final : public BodyStream {
 public:
  StatementStream(ReadPool& reads, std::string caller, AdmissionLimit::Permit place, Statement statement,
                  std::shared_ptr<StatementText> text, std::string begin)
      : reads_(reads),
        caller_(std::move(caller)),
        place_(std::move(place)),
        statement_(std::move(statement)),
        text_(std::move(text)),
        piece_(std::move(begin)) {}

  Task<void> produce(BodySink& sink) override {
    for (bool at_end = false;;) {
      const bool taken = co_await sink.write(piece_);
      if (!taken || at_end) co_return;
      // A copy, as the query may be run again where a connection turns out to be lost. The text is written last, once.
      auto read = [statement = statement_, text = text_](pqxx::transaction_base& transaction) {
        StatementPage page{.statement = statement, .text = {}};
        const auto lines = page.statement.next(transaction, lines_at_once);
        page.text = text->lines(lines);
        return page;
      };
      auto page = co_await reads_.run(std::move(read), caller_);
      statement_ = std::move(page.statement);
      piece_ = std::move(page.text);
      at_end = !statement_.has_more();
      if (at_end) piece_ += text_->end(statement_.frame(), std::nullopt);
    }
  }

 private:
  ReadPool& reads_;
  std::string caller_;
  const AdmissionLimit::Permit place_;
  Statement statement_;
  std::shared_ptr<StatementText> text_;
  std::string piece_;
};

/// Returns the cursor of the page that follows this one.
std::string cursor_behind(const StatementRequest& asked, const Statement& statement) {
  const auto& frame = statement.frame();
  return to_string(StatementCursor{.account = frame.account,
                                   .known_at = frame.known_at.position,
                                   .epoch = frame.known_at.epoch,
                                   .range = {.from = asked.question.from, .before = asked.question.before},
                                   .place = statement.place()});
}

Response statement_response(const Request& request, AppContext& services, const StatementRequest& asked,
                            std::shared_ptr<StatementText> text, StatementPage page) {
  const auto frame = page.statement.frame();
  Response response;
  response.content_type = text->content_type();
  add_position_field(response, frame.known_at);
  if (frame.may_change == true) response.fields.push_back({"Ledger-May-Change", "true"});
  if (page.statement.has_more() && !asked.limit) {
    auto taken = services.statement_places.take(*request.principal);
    if (const auto* full = std::get_if<AdmissionLimit::Full>(&taken)) return problem_response(stream_problem(*full));
    response.stream = std::make_unique<StatementStream>(
        services.long_reads, request.principal->id, std::move(std::get<AdmissionLimit::Permit>(taken)),
        std::move(page.statement), std::move(text), std::move(page.text));
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
  auto parsed = statement_request(request, services);
  if (!parsed) co_return parsed.take_refusal();
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  auto asked = *parsed;
  asked.question.known_at = co_await await_known(services, asked.question.journal, asked.question.known_at);
  std::shared_ptr<StatementText> text = asked.is_csv ? statement_csv() : statement_json(services.epochs);
  const FirstPage first{.question = asked.question,
                        .lines = asked.limit ? static_cast<std::size_t>(*asked.limit) : lines_at_once,
                        .text = text};
  auto read = [first, &epochs = services.epochs](pqxx::transaction_base& transaction) {
    return first.read(transaction, epochs);
  };
  auto page = co_await services.long_reads.run(std::move(read), request.principal->id);
  if (!page) co_return account_not_found("there is no such account, or there was none yet at known_at");
  co_return statement_response(request, services, asked, std::move(text), std::move(*page));
}

}  // namespace ledger::api
