#include "ledger/ctl/verify_command.hpp"

#include <fmt/format.h>

#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "ledger/publication/anchor_text.hpp"

namespace ledger {
namespace {

std::string error_in_anchor(const std::string& text) {
  return parse_anchor(text) ? "" : "not JOURNAL:POSITION:HASH or POSITION:HASH: " + text;
}

std::vector<Anchor> anchors_in_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error(path + " cannot be read");
  auto read = parse_anchors(text.str());
  if (const auto* wrong = std::get_if<WrongAnchorLine>(&read)) {
    throw std::runtime_error(
        fmt::format("{}, line {}: not JOURNAL:POSITION:HASH or POSITION:HASH: {}", path, wrong->number, wrong->text));
  }
  return std::get<std::vector<Anchor>>(std::move(read));
}

}  // namespace

VerifyCommand::VerifyCommand(const CommandLine& line)
    : command_(line.subcommand(
          "verify", "check events, texts, holds, sums, snapshots, schema and rights; exit code 2 names what is wrong")),
      sample_accounts_max_(VerifyOptions().sample_accounts_max) {
  command_.flag({.flag = "--whole", .help = "compare the snapshots of all accounts, not of a sample"}, whole_);
  command_.flag({.flag = "--no-schema", .help = "leave schema and rights out, where the owner changed them on purpose"},
                no_schema_);
  command_.number({.flag = "--sample-accounts", .help = "how many accounts' snapshots to compare"},
                  sample_accounts_max_, {0, 10'000'000});
  command_.number({.flag = "--seed", .help = "which accounts are sampled; -1: others each time"}, seed_,
                  {-1, std::numeric_limits<std::int64_t>::max()});
  command_
      .texts({.flag = "--anchor",
              .help = "[JOURNAL:]POSITION:HASH that must still be there, as `ledgerctl anchor` printed it; "
                      "may be repeated"},
             anchors_)
      .checked_by(error_in_anchor);
  command_
      .text({.flag = "--anchors", .help = "file of anchors, one a line; lines that begin with # are comments"},
            anchors_file_)
      .existing_file();
}

VerifyOptions VerifyCommand::options() const {
  VerifyOptions options;
  options.whole = whole_;
  options.schema = !no_schema_;
  options.sample_accounts_max = sample_accounts_max_;
  if (seed_ >= 0) options.seed = static_cast<std::uint64_t>(seed_);
  for (const auto& text : anchors_) options.anchors.push_back(parse_anchor(text).value());
  if (!anchors_file_.empty()) {
    for (const auto& anchor : anchors_in_file(anchors_file_)) options.anchors.push_back(anchor);
  }
  return options;
}

}  // namespace ledger
