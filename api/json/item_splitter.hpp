// Taking a stream apart into its JSON texts while it arrives: the elements of one array, or lines of NDJSON.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace ledger::api {

/// One of the texts. It is not looked into: whether it is JSON at all is for the parser to say.
struct SplitItem {
  /// Valid during the call; the first bytes only where it is too long.
  std::string_view text;
  bool is_too_long = false;
};

/// Keeps one item at a time, of bounded length.
class ItemSplitter {
 public:
  enum class Form { array, lines };
  /// Returns whether to go on.
  using Take = std::function<bool(const SplitItem&)>;

  ItemSplitter(Form form, std::size_t item_bytes_max, Take take)
      : form_(form), item_bytes_max_(item_bytes_max), take_(std::move(take)) {}

  /// Takes the next bytes in. False if what came so far is not the beginning of an array, or no more is wanted.
  bool put(std::string_view bytes);
  /// Ends the input. Returns false if the array has no end; an empty text has no items.
  bool finish();

 private:
  /// The position of the next byte in relation to the array.
  enum class State { before_array, first_item, next_item, item, after_array };

  bool put_in_array(char byte);
  bool put_in_item(char byte);
  bool put_in_line(char byte);
  bool end_line();
  void append(char byte);
  bool deliver();

  const Form form_;
  const std::size_t item_bytes_max_;
  const Take take_;
  State state_ = State::before_array;
  std::string item_;
  bool is_too_long_ = false;
  std::size_t depth_ = 0;
  bool in_text_ = false;
  bool escaped_ = false;
};

}  // namespace ledger::api
