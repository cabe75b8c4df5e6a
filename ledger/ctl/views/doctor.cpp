#include "ledger/ctl/views/doctor.hpp"

#include <fmt/format.h>

#include "ledger/ctl/views/http_get.hpp"
#include "ledger/schema/settings_check.hpp"

namespace ledger {
namespace {

using Grade = Diagnosis::Grade;

constexpr SessionLimits doctor_limits{
    .connect = std::chrono::seconds(3), .statement = std::chrono::seconds(10), .lock = std::chrono::seconds(2)};
constexpr std::chrono::seconds doctor_answer_deadline{12};
constexpr std::chrono::seconds service_deadline{3};
constexpr long status_ready = 200;
constexpr long status_unavailable = 503;

/// Runs a part of the examination, so that its failure is a finding like others.
template <class Part>
void attempt(const std::string& subject, Diagnoses& diagnoses, Part part) {
  try {
    part();
  } catch (const std::exception& error) {
    diagnoses.push_back({.subject = subject, .grade = Grade::problem, .finding = error.what()});
  }
}

/// Returns true if the database has a ledger that can be looked into.
bool examine_schema(PostgresConnection& connection, Diagnoses& diagnoses) {
  const auto found = look_at_schema(connection);
  if (found.problem) {
    diagnoses.push_back({.subject = "database", .grade = Grade::problem, .finding = *found.problem});
    return false;
  }
  if (!found.remark.empty()) {
    diagnoses.push_back({.subject = "database", .grade = Grade::remark, .finding = found.remark});
  } else {
    diagnoses.push_back({.subject = "database", .finding = "answers, has all migrations, and the role its rights"});
  }
  return true;
}

std::optional<PostgresConnection> connect_for_doctor(const DatabaseSettings& settings, Diagnoses& diagnoses) {
  try {
    return PostgresConnection(settings, {.application = "ledgerctl doctor", .limits = doctor_limits},
                              {.deadline = doctor_answer_deadline, .stop = {}});
  } catch (const std::exception& error) {
    diagnoses.push_back({.subject = "database",
                         .grade = Grade::problem,
                         .finding = error.what(),
                         .advice = "start PostgreSQL, or say where it is: DATABASE_URL, or --db-host and so on"});
    return std::nullopt;
  }
}

void examine_service(const ServiceAddress& service, Diagnoses& diagnoses) {
  if (service.address.empty()) return;
  try {
    const auto answer = http_get("http://" + service.address + "/readyz", service_deadline);
    if (answer.status == status_ready) {
      diagnoses.push_back({.subject = service.name, .finding = "is ready at " + service.address});
    } else if (answer.status == status_unavailable) {
      diagnoses.push_back({.subject = service.name,
                           .grade = Grade::problem,
                           .finding = "is not ready: " + answer.body,
                           .advice = "its log says more; what it waits for is named above"});
    } else {
      diagnoses.push_back({.subject = service.name,
                           .grade = Grade::problem,
                           .finding = fmt::format("{} answers /readyz with status {}", service.address, answer.status),
                           .advice = fmt::format("give its own address with {}", service.flag)});
    }
  } catch (const std::exception& error) {
    diagnoses.push_back(
        {.subject = service.name,
         .grade = Grade::problem,
         .finding = error.what(),
         .advice = fmt::format("start it, or give its address with {} (an empty one is not asked)", service.flag)});
  }
}

}  // namespace

Diagnoses examine(const DatabaseSettings& settings, const ServiceAddresses& services) {
  Diagnoses diagnoses;
  auto connection = connect_for_doctor(settings, diagnoses);
  if (connection) {
    attempt("database", diagnoses, [&] {
      if (!examine_schema(*connection, diagnoses)) return;
      attempt("journals", diagnoses, [&] { examine_ledger(settings, *connection, diagnoses); });
      // The last one to use the connection, as it changes its search_path.
      examine_database(*connection, diagnoses);
    });
  }
  examine_services(services, diagnoses);
  return diagnoses;
}

void examine_services(const ServiceAddresses& services, Diagnoses& diagnoses) {
  for (const auto* service : services.all()) examine_service(*service, diagnoses);
}

}  // namespace ledger
