#include "ledger/schema/schema_watch.hpp"

#include <spdlog/spdlog.h>

#include <fmt/format.h>

#include <atomic>
#include <stop_token>
#include <thread>

#include "ledger/process/interruptible_sleep.hpp"
#include "ledger/schema/schema_query.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds interval_until_there{1};
constexpr std::chrono::seconds interval_once_there{10};

constexpr SessionLimits schema_watch_limits{.connect = std::chrono::seconds(2),
                                            .statement = std::chrono::seconds(5),
                                            .lock = std::chrono::seconds(1),
                                            .idle_in_transaction = std::chrono::seconds(5)};
constexpr std::chrono::seconds schema_answer_deadline{7};

constexpr const char* source = "schema watch";

}  // namespace

class SchemaWatch::Loop {
 public:
  Loop(DatabaseSettings settings, const std::string& program, Obstacles& obstacles)
      : settings_(std::move(settings)), application_(program + " schema"), obstacles_(obstacles) {
    obstacles_.note(source, away());
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }

  [[nodiscard]] bool is_there() const { return is_there_; }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      look(stop);
      sleep_unless_stopped(stop, is_there_ ? interval_once_there : interval_until_there);
    }
  }

  void look(const std::stop_token& stop) {
    try {
      if (!connection_) {
        connection_.emplace(settings_, Session{.application = application_, .limits = schema_watch_limits},
                            AnswerLimits{.deadline = schema_answer_deadline, .stop = stop});
      }
      const auto why = why_migration_wanted(*connection_);
      obstacles_.clear(source, database_away_code);
      if (why) return set_wanted(*why);
      set_there();
    } catch (const std::exception& error) {
      connection_.reset();
      // The earlier answer about the schema still counts. A thread that is told to stop does not log the end of its
      // session.
      obstacles_.note(source, away());
      if (!stop.stop_requested()) tell(fmt::format("the database cannot be asked for its schema: {}", error.what()));
    }
  }

  static Obstacle away() {
    return {
        .code = database_away_code, .detail = "the database cannot be reached", .stops = Obstacle::Stops::everything};
  }

  void set_wanted(const std::string& why) {
    is_there_ = false;
    obstacles_.note(source, {.code = migration_wanted_code, .detail = why, .stops = Obstacle::Stops::everything});
    tell(why);
  }

  void set_there() {
    is_there_ = true;
    obstacles_.clear(source, migration_wanted_code);
    if (!told_.empty()) spdlog::info("the database has the schema that this program works with");
    told_.clear();
  }

  /// Each reason once, until another one comes.
  void tell(const std::string& reason) {
    if (reason == told_) return;
    spdlog::error("{}", reason);
    told_ = reason;
  }

  const DatabaseSettings settings_;
  const std::string application_;
  Obstacles& obstacles_;
  std::optional<PostgresConnection> connection_;
  std::atomic<bool> is_there_{false};
  std::string told_;
  std::jthread thread_;
};

SchemaWatch::SchemaWatch(DatabaseSettings settings, const std::string& program, Obstacles& obstacles)
    : loop_(std::make_unique<Loop>(std::move(settings), program, obstacles)) {}

SchemaWatch::~SchemaWatch() = default;

bool SchemaWatch::is_schema_there() const { return loop_->is_there(); }

}  // namespace ledger
