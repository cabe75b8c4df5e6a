// The program serves its documentation itself and in full, and the page loads nothing from other hosts.
#include <regex>
#include <set>

#include "tests/support/api/api_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Returns the targets of a page's src and href attributes.
std::set<std::string> references(const std::string& page) {
  static const std::regex attribute("(?:src|href)=\"([^\"]*)\"");
  std::set<std::string> found;
  for (std::sregex_iterator each(page.begin(), page.end(), attribute), end; each != end; ++each) {
    found.insert((*each)[1]);
  }
  return found;
}

/// Returns the paths of the modules that one of the console's imports.
std::set<std::string> imports(const std::string& script) {
  static const std::regex statement("(?:from |import\\()'(?:\\.|/console)(/[^']*)'");
  std::set<std::string> found;
  for (std::sregex_iterator each(script.begin(), script.end(), statement), end; each != end; ++each) {
    found.insert("/console" + (*each)[1].str());
  }
  return found;
}

std::string expected_type(const std::string& path) {
  if (path.find('.') == std::string::npos) return "text/html; charset=utf-8";
  const auto ending = path.substr(path.rfind('.') + 1);
  if (ending == "css") return "text/css; charset=utf-8";
  if (ending == "js") return "text/javascript; charset=utf-8";
  if (ending == "json") return "application/json";
  if (ending == "png") return "image/png";
  if (ending == "proto") return "text/plain; charset=utf-8";
  return "application/yaml";
}

}  // namespace

TEST_CASE("The documentation's page and everything it refers to come from the program", "[api][docs]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  HttpClient client(server.url());
  const auto page = client.get("/docs");
  REQUIRE(page.status == 200);
  CHECK(page.field("Content-Type") == "text/html; charset=utf-8");
  CHECK(client.get("/api/docs").body == page.body);
  CHECK(client.get("/").body == page.body);

  const auto policy = page.field("Content-Security-Policy");
  CHECK(policy.starts_with("default-src 'none';"));
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(policy.find("http") == std::string::npos);
  // The policy forbids what stands in the page itself.
  CHECK(page.body.find("<style") == std::string::npos);
  CHECK(page.body.find("<script>") == std::string::npos);

  const auto files = references(page.body);
  CHECK(files.count("/openapi.json") == 1);
  CHECK(files.size() >= 7);
  for (const auto& file : files) {
    INFO(file);
    REQUIRE(file.starts_with('/'));
    const auto answer = client.get(file);
    CHECK(answer.status == 200);
    CHECK(answer.field("Content-Type") == expected_type(file));
    CHECK(answer.field("X-Content-Type-Options") == "nosniff");
    CHECK_FALSE(answer.body.empty());
  }
  // The description of the topics has references too.
  const auto topics = client.get("/asyncapi.yaml").body;
  std::set<std::string> schemas;
  for (auto at = topics.find("./events/"); at != std::string::npos; at = topics.find("./events/", at + 1)) {
    schemas.insert(topics.substr(at + 1, topics.find_first_of("'\"\n}#", at) - at - 1));
  }
  CHECK(schemas.size() >= 16);
  for (const auto& schema : schemas) {
    INFO(schema);
    CHECK(client.get(schema).status == 200);
  }
  CHECK(client.get("/docs/nothing.js").status == 404);
  CHECK(client.get("/docs/..%2fopenapi.json").status == 404);
}

TEST_CASE("The console and everything that it loads come from the program", "[api][docs]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  HttpClient client(server.url());
  const auto page = client.get("/console");
  REQUIRE(page.status == 200);
  CHECK(page.field("Content-Type") == "text/html; charset=utf-8");
  CHECK(page.field("Content-Security-Policy").starts_with("default-src 'none';"));
  auto waiting = references(page.body);
  CHECK(waiting.erase("#main") == 1);
  std::set<std::string> seen;
  while (!waiting.empty()) {
    const auto file = waiting.extract(waiting.begin()).value();
    if (!seen.insert(file).second) continue;
    INFO(file);
    REQUIRE(file.starts_with('/'));
    const auto answer = client.get(file);
    CHECK(answer.status == 200);
    CHECK(answer.field("Content-Type") == expected_type(file));
    if (file != "/console/chart.js" && file.ends_with(".js")) waiting.merge(imports(answer.body));
  }
  CHECK(seen.count("/console/chart.js") == 1);
  CHECK(seen.size() >= 16);
  CHECK(client.get("/console/chart-licence.md").body.find("MIT License") != std::string::npos);
  CHECK(client.get("/console/nothing.js").status == 404);
}

TEST_CASE("A file of the documentation is sent again only when it has changed", "[api][docs]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  HttpClient client(server.url());
  const std::string script = "/docs/swagger-ui-bundle.js";
  const auto plain = client.get(script);
  CHECK(plain.field("Content-Encoding").empty());
  CHECK(client.get(script, {{"Accept-Encoding", "gzip;q=0, br"}}).field("Content-Encoding").empty());
  const auto zipped = client.get(script, {{"Accept-Encoding", "br, gzip"}});
  CHECK(zipped.field("Content-Encoding") == "gzip");
  CHECK(zipped.field("Vary") == "Accept-Encoding");
  CHECK(zipped.body.starts_with("\x1f\x8b"));
  CHECK(zipped.body.size() < plain.body.size() / 2);
  CHECK(zipped.field("ETag") != plain.field("ETag"));
  CHECK(plain.field("Cache-Control") == "no-cache");

  const auto known = client.get(script, {{"If-None-Match", "\"other\", W/" + plain.field("ETag")}});
  CHECK(known.status == 304);
  CHECK(known.body.empty());
  CHECK(known.field("ETag") == plain.field("ETag"));
  CHECK(client.get(script, {{"If-None-Match", "\"other\""}}).status == 200);
  // The connection goes on after an answer without a body.
  CHECK(client.request("HEAD", script).status == 200);
  CHECK(client.get("/livez").status == 200);
}

}  // namespace ledger::test
