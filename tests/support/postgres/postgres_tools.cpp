#include "tests/support/postgres/postgres_tools.hpp"

#include <filesystem>
#include <stdexcept>

#include "tests/support/process.hpp"

namespace ledger::test {

/// Debian keeps the programs of each version apart.
std::string postgres_tool_path(const std::string& name) {
  for (const char* version : {"15", "16", "17"}) {
    const auto path = std::string("/usr/lib/postgresql/") + version + "/bin/" + name;
    if (std::filesystem::exists(path)) return path;
  }
  throw std::runtime_error(name + " is not installed");
}

void run_postgres_tool(const std::string& name, const std::vector<std::string>& arguments,
                       const DatabaseSettings& settings) {
  Process tool(postgres_tool_path(name), arguments,
               {{"PGHOST", settings.host},
                {"PGPORT", settings.port},
                {"PGUSER", settings.user},
                {"PGPASSWORD", settings.password}});
  const int code = tool.wait();
  if (code != 0) throw std::runtime_error(name + " ended with " + std::to_string(code) + ":\n" + tool.log());
}

}  // namespace ledger::test
