// Flags, environment variables and defaults, as every program reads them.
#include "ledger/process/command_line.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_file.hpp"
#include "tests/unit/process/reading.hpp"

using namespace std::chrono_literals;

namespace ledger::test {

TEST_CASE("a flag wins over the environment, which wins over the default", "[command-line]") {
  const CommandLine line("a test");
  std::size_t count = 3;
  line.number({"--count", variable, "how many"}, count, {1, 10});

  SECTION("default") {
    CHECK(read(line, {}).went_well());
    CHECK(count == 3);
  }
  SECTION("environment") {
    const Environment environment("4");
    CHECK(read(line, {}).went_well());
    CHECK(count == 4);
  }
  SECTION("an empty variable is none") {
    const Environment environment("");
    CHECK(read(line, {}).went_well());
    CHECK(count == 3);
  }
  SECTION("flag") {
    const Environment environment("4");
    CHECK(read(line, {"--count", "5"}).went_well());
    CHECK(count == 5);
  }
}

TEST_CASE("every program tells its version", "[command-line]") {
  const auto reading = read(CommandLine("a test"), {"--version"});
  CHECK(reading.exit_code == 0);
  CHECK(reading.output.find_first_not_of("0123456789.\n") == std::string::npos);
  CHECK(reading.output.size() > 4);
}

TEST_CASE("numbers and durations keep to their bounds", "[command-line]") {
  const CommandLine line("a test");
  std::size_t count = 3;
  std::chrono::milliseconds wait = 5s;
  line.number({"--count", variable, "how many"}, count, {1, 10});
  line.duration({.flag = "--wait-ms"}, wait, {1ms, 1min});

  SECTION("both ends are in") {
    CHECK(read(line, {"--count", "10", "--wait-ms", "1"}).went_well());
    CHECK(count == 10);
    CHECK(wait == 1ms);
  }
  SECTION("beyond") {
    // CLI11 2.1 writes a range as 1 to 10, 2.4 as [1 - 10].
    const auto below = read(line, {"--count", "0"});
    CHECK((below.refused("--count: Value 0 not in range 1 to 10") ||
           below.refused("--count: Value 0 not in range [1 - 10]")));
    CHECK(read(line, {"--count", "11"}).refused("--count"));
    CHECK(read(line, {"--count", "-1"}).refused("--count"));
    CHECK(read(line, {"--count", "many"}).refused("--count"));
    CHECK(read(line, {"--wait-ms", "0"}).refused("--wait-ms"));
    const auto above = read(line, {"--wait-ms", "60001"});
    CHECK((above.refused("--wait-ms: Value 60001 not in range 1 to 60000") ||
           above.refused("--wait-ms: Value 60001 not in range [1 - 60000]")));
    CHECK(wait == 5s);
  }
  SECTION("from the environment") {
    const Environment environment("11");
    CHECK(read(line, {}).refused("--count"));
  }
}

TEST_CASE("what nobody knows, what is missing and what does not fit together is refused", "[command-line]") {
  const CommandLine line("a test");
  std::string subject;
  std::string certificate;
  std::string key;
  std::string password;
  line.text({.flag = "--subject", .required = true}, subject);
  const auto certificate_option = line.text({.flag = "--certificate"}, certificate);
  line.text({.flag = "--key"}, key).needs(certificate_option);
  line.secret({"--password", variable}, [&password](const std::string& value) {
    if (value == "empty") throw std::invalid_argument("is no password");
    password = value;
  });
  const TemporaryFile file("hunter2\nsecond line\n");

  SECTION("unknown and missing") {
    CHECK(read(line, {"--subject", "s", "--nonsense"}).refused("--nonsense"));
    CHECK(read(line, {}).refused("--subject is required"));
  }
  SECTION("a misspelt flag, whose value may be a secret") {
    const auto reading = read(line, {"--subject", "s", "--pasword", "hunter2", "--key-pasword=hunter3"});
    CHECK(reading.refused("unknown: --pasword --key-pasword\n"));
    CHECK_FALSE(has(reading.errors, "hunter"));
  }
  SECTION("one that needs another") {
    CHECK(read(line, {"--subject", "s", "--key", "k"}).refused("--key requires --certificate"));
    CHECK(read(line, {"--subject", "s", "--key", "k", "--certificate", "c"}).went_well());
  }
  SECTION("one that excludes another") {
    CHECK(
        read(line, {"--subject", "s", "--password", "p", "--password-file", file.path().c_str()}).refused("excludes"));
  }
  SECTION("a file that is there, and one that is not") {
    CHECK(read(line, {"--subject", "s", "--password-file", "/nonexistent"}).refused("/nonexistent"));
    CHECK(read(line, {"--subject", "s", "--password-file", file.path().c_str()}).went_well());
    CHECK(password == "hunter2");
  }
  SECTION("a file that was written on Windows") {
    const TemporaryFile other("hunter4\r\n");
    CHECK(read(line, {"--subject", "s", "--password-file", other.path().c_str()}).went_well());
    CHECK(password == "hunter4");
  }
  SECTION("a secret that the environment names a file of") {
    const Environment environment(file.path().c_str(), variable_of_file);
    CHECK(read(line, {"--subject", "s"}).went_well());
    CHECK(password == "hunter2");
    CHECK(read(line, {"--subject", "s", "--password", "p"}).refused("excludes"));
  }
  SECTION("a secret that is none") {
    CHECK(read(line, {"--subject", "s", "--password", "empty"}).refused("--password: is no password"));
  }
}

TEST_CASE("values are checked", "[command-line]") {
  const CommandLine line("a test");
  std::string name;
  bool off = false;
  bool wanted = false;
  std::vector<std::string> roles;
  std::vector<std::int64_t> accounts;
  std::vector<std::string> parts;
  line.text({.flag = "--name"}, name).checked_by([](const std::string& text) {
    return text == "right" ? std::string() : text + " is not right";
  });
  line.choice({.flag = "--state"}, off, "on", "off");
  line.flag({"--wanted", variable}, wanted);
  line.texts({.flag = "--role"}, roles).one_of({"user", "admin"});
  line.numbers({.flag = "--account"}, accounts).positive();
  line.texts({.flag = "parts"}, parts);

  CHECK(read(line, {"--name", "wrong"}).refused("--name: wrong is not right"));
  CHECK(read(line, {"--state", "maybe"}).refused("--state"));
  CHECK(read(line, {"--role", "boss"}).refused("--role"));
  CHECK(read(line, {"--account", "0"}).refused("--account"));
  CHECK(read(line, {"write", "read", "--state", "off", "--name", "right", "--wanted", "--role", "user", "--role",
                    "admin", "--account", "7", "8"})
            .went_well());
  CHECK(off);
  CHECK(wanted);
  CHECK(roles == std::vector<std::string>{"user", "admin"});
  CHECK(accounts == std::vector<std::int64_t>{7, 8});
  CHECK(parts == std::vector<std::string>{"write", "read"});
  CHECK(read(line, {"--state", "on"}).went_well());
  CHECK_FALSE(off);
}

TEST_CASE("properties come from several options, in their order", "[command-line]") {
  const CommandLine line("a test");
  Properties properties;
  line.property({.flag = "--protocol"}, properties, "security.protocol").one_of({"ssl", "plaintext"});
  line.properties({"--property", variable, "name=value"}, properties, ';');

  SECTION("flags") {
    CHECK(read(line, {"--property", "a=b", "--protocol", "ssl", "--property", "c=d=e"}).went_well());
    CHECK(properties == Properties{{"security.protocol", "ssl"}, {"a", "b"}, {"c", "d=e"}});
  }
  SECTION("environment") {
    const Environment environment("a=b;c=");
    CHECK(read(line, {}).went_well());
    CHECK(properties == Properties{{"a", "b"}, {"c", ""}});
  }
  SECTION("one without a value, which may be a secret") {
    const auto reading = read(line, {"--property", "hunter2"});
    CHECK(reading.refused("--property: one is not name=value"));
    CHECK_FALSE(has(reading.errors, "hunter2"));
  }
}

TEST_CASE("the help has flag, variable, bounds, default and heading, but neither secrets nor hidden options",
          "[command-line]") {
  const CommandLine line("What it does.", "the-program");
  std::int64_t count = 3;
  std::int64_t hidden = 12345;
  std::chrono::seconds wait = 2min;
  std::string name = "somebody";
  std::string password = "hunter2";
  line.text({"--name", "TEST_NAME", "who"}, name);
  line.number({.flag = "--internal", .environment = "TEST_INTERNAL", .help = "quiet", .hidden = true}, hidden, {1, 99});
  line.secret({"--password", variable, "its password"}, [&password](const std::string& value) { password = value; });
  const auto limits = line.group("Limits");
  limits.number({"--count", "TEST_COUNT", "how many"}, count, {1, 10});
  limits.duration({"--wait-seconds", "TEST_WAIT", "how long (s, {})"}, wait, {1s, 1h});
  const Environment environment("hunter3");

  const auto help = help_of(line);
  CHECK(has(help, "What it does.\nUsage: the-program"));
  // CLI11 2.1 writes a default as =3, 2.4 as [3].
  const auto has_either = [&](const std::string& one, const std::string& other) {
    return has(help, one) || has(help, other);
  };
  CHECK(has_either("--name TEXT=somebody (Env:TEST_NAME)\n", "--name TEXT [somebody]  (Env:TEST_NAME)\n"));
  CHECK(has_either("Limits:\n  --count INT:INT in [1 - 10]=3 (Env:TEST_COUNT)\n",
                   "Limits:\n  --count INT:INT in [1 - 10] [3]  (Env:TEST_COUNT)\n"));
  CHECK(has(help, "--wait-seconds INT:INT in [1 - 3600] (Env:TEST_WAIT)\n"));
  CHECK(has(help, "how long (s, 120)\n"));
  CHECK_FALSE(has(help, "internal"));
  CHECK_FALSE(has(help, "INTERNAL"));
  CHECK_FALSE(has(help, "hunter"));
  CHECK(read(line, {"--internal", "98"}).went_well());
  CHECK(hidden == 98);
  CHECK(password == "hunter3");
  const auto twice = read(line, {"--password", "hunter4", "--password", "hunter5"});
  CHECK(twice.refused("--password"));
  CHECK_FALSE(has(twice.errors, "hunter"));
}

}  // namespace ledger::test
