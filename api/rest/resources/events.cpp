// GET /v1/events: the stream of events.
#include "api/http/message/problem.hpp"
#include "api/json/field_values.hpp"
#include "api/json/json_writer.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/services/reads/event_stream.hpp"
#include "ledger/publication/event_json.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {
namespace {

constexpr std::string_view last_event_id_name = "Last-Event-ID";
/// Events are sent together up to about so much, so that a slow client is seen to make progress.
constexpr std::size_t text_bytes_at_once = std::size_t{32} * 1024;

/// Wakes a sink from another thread, for as long as there is one.
class Waker {
 public:
  Waker(BodySink& sink, Executor executor)
      : sink_(std::make_shared<BodySink*>(&sink)), executor_(std::move(executor)) {}

  [[nodiscard]] std::function<void()> wake() const {
    return [executor = executor_, weak = std::weak_ptr(sink_)] {
      boost::asio::post(executor, [weak] {
        if (const auto sink = weak.lock()) (*sink)->wake();
      });
    };
  }

 private:
  std::shared_ptr<BodySink*> sink_;
  Executor executor_;
};

/// An event as its own JSON on Kafka, with its position as the id. The name is the one that EventSource.onmessage is
/// called for: with the event's type as a name, a client would miss types that it has no listener for.
void append_message(const Event& event, Epoch epoch, std::string& text) {
  text += "event: message\nid: " + to_string(PositionToken{event.journal, event.position, epoch}) + "\ndata: ";
  append_event_json(event, epoch, text);
  text += "\n\n";
}

/// Server-sent events (WHATWG HTML, section 9.2).
class EventBody final : public BodyStream {
 public:
  explicit EventBody(std::unique_ptr<EventStream> stream) : stream_(std::move(stream)) {}

  Task<void> produce(BodySink& sink) override {
    const Executor executor = co_await boost::asio::this_coro::executor;
    const Waker waker(sink, executor);
    // The first line comes at once, so that the client knows that it is connected.
    auto heartbeat = BodySink::Clock::now();
    bool wanted = true;
    while (wanted && !sink.is_stopping()) {
      const auto state = co_await stream_->advance();
      if (state != EventStream::State::following) {
        co_await say_end(sink, state);
        break;
      }
      if (stream_->events().empty() && BodySink::Clock::now() < heartbeat) {
        if (stream_->call_when_moved(waker.wake()))
          wanted = co_await sink.wait_until(stream_->look_again_by(heartbeat));
        continue;
      }
      wanted = co_await send_events(sink);
      heartbeat = BodySink::Clock::now() + stream_heartbeat_interval;
    }
    if (sink.is_stalled()) {
      co_await sink.write_farewell(
          end_message("client_stalled", "nothing was taken for too long; go on behind the last event"));
    }
  }

 private:
  static std::string end_message(std::string_view code, std::string_view detail) {
    JsonWriter json;
    json.begin_object();
    json.member("code", code);
    json.member("detail", detail);
    json.end_object();
    return "event: end\ndata: " + json.take() + "\n\n";
  }

  /// Sends the reason to a client that must react to it. When the program stops, the client just reconnects.
  static Task<void> say_end(BodySink& sink, EventStream::State end) {
    if (end == EventStream::State::stopping) co_return;
    const auto message = end_message(name_of(end), explanation_of(end));
    co_await sink.write(message);
  }

  /// Sends the events, or a comment; the id beside it moves the client's Last-Event-ID on. False if no more is wanted.
  Task<bool> send_events(BodySink& sink) const {
    std::string text;
    for (const auto& event : stream_->events()) {
      append_message(*event, stream_->epoch_of(*event), text);
      if (text.size() < text_bytes_at_once) continue;
      const bool taken = co_await sink.write(text);
      if (!taken) co_return false;
      text.clear();
    }
    if (stream_->events().empty()) text = ": alive\nid: " + stream_->position() + "\n\n";
    co_return co_await sink.write(text);
  }

  std::unique_ptr<EventStream> stream_;
};

Response refusal_response(StreamRefusal refusal) {
  Problem problem{Status::internal_server_error, name_of(refusal), std::string(explanation_of(refusal))};
  switch (refusal) {
    case StreamRefusal::forbidden:
      problem.status = Status::forbidden;
      break;
    case StreamRefusal::account_not_found:
      problem.status = Status::not_found;
      problem.field = "account";
      break;
    case StreamRefusal::position_malformed:
      problem.status = Status::unprocessable_content;
      problem.field = "after";
      break;
    case StreamRefusal::position_beyond_end:
      problem.status = Status::conflict;
      problem.field = "after";
      break;
    case StreamRefusal::streams_too_many:
      problem.status = Status::service_unavailable;
      break;
    case StreamRefusal::own_streams_too_many:
      problem.status = Status::too_many_requests;
      break;
  }
  return problem_response(problem);
}

Result<StreamQuery> question_of(const Request& request) {
  auto parsed = query_of(request, {"account", "after"});
  if (!parsed) return parsed.take_refusal();
  const auto& query = *parsed;
  StreamQuery question;
  if (const auto text = query.find("account")) {
    question.account = parse_account_id(*text);
    if (!question.account) {
      return problem_response(
          Problem{Status::unprocessable_content, "id_malformed", "a whole number greater than 0", "account"});
    }
  }
  // A browser that reconnects sends the query of its first request again: where it is now stands in the header.
  const auto resumed = request.header(last_event_id_name);
  question.after = resumed && !resumed->empty() ? *resumed : query.find("after").value_or("");
  return question;
}

}  // namespace

Task<Response> get_events(Request& request, AppContext& services) {
  auto question = question_of(request);
  if (!question) co_return question.take_refusal();
  auto begun = co_await EventStream::begin(services, *request.principal, *question);
  if (!begun) co_return refusal_response(begun.refusal());
  Response response{.status = Status::ok, .body = {}, .content_type = event_stream_type, .fields = {}};
  response.stream = std::make_unique<EventBody>(std::move(*begun));
  co_return response;
}

}  // namespace ledger::api
