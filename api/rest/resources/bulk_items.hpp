// The commands of a bulk request, read while its body arrives.
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "api/http/message/problem.hpp"
#include "api/http/message/request.hpp"
#include "api/json/item_splitter.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/bulk_limits.hpp"
#include "ledger/domain/commands/command.hpp"

namespace ledger::api {

/// A command's text: its longest comment, escaped, is most of it.
constexpr std::size_t bulk_command_bytes_max = std::size_t{8} * 1024;

/// An item that is not a command, or is one that the caller may not give; with its uid if that can be read.
struct RefusedItem {
  Problem problem;
  std::optional<Uid> uid = {};
};

using BulkItem = std::variant<Command, RefusedItem>;

/// Reads one body.
class BulkReader {
 public:
  /// The request and its principal must outlive it.
  BulkReader(ItemSplitter::Form form, bool atomic, const Request& request, const AppContext& services);
  BulkReader(const BulkReader&) = delete;
  BulkReader& operator=(const BulkReader&) = delete;

  /// Takes the next piece of the body. Returns why the request as a whole is refused.
  std::optional<Problem> put(std::string_view piece);
  /// Ends the body. Returns the reason if the request is refused as a whole.
  std::optional<Problem> finish();
  /// About how much memory what was read takes.
  [[nodiscard]] std::size_t memory_bytes() const { return text_bytes_ + items_.size() * sizeof(BulkItem); }
  /// Returns the items in order, 1 to bulk_commands_max of them. To be called once, after finish().
  std::vector<BulkItem> take() { return std::move(items_); }

 private:
  bool put_item(const SplitItem& item);
  BulkItem read_item(std::string_view text);
  std::optional<Problem> refusal(bool is_well) const;

  const ItemSplitter::Form form_;
  const bool atomic_;
  const Request& request_;
  const AppContext& services_;
  ItemSplitter splitter_;
  std::vector<BulkItem> items_;
  std::size_t text_bytes_ = 0;
  std::optional<Problem> problem_;
};

}  // namespace ledger::api
