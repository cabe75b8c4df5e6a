#include "api/json/item_splitter.hpp"

#include <algorithm>

namespace ledger::api {
namespace {

bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n'; }

}  // namespace

bool ItemSplitter::put(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [this](char byte) { return form_ == Form::lines ? put_in_line(byte) : put_in_array(byte); });
}

bool ItemSplitter::finish() {
  if (form_ == Form::lines) return end_line();
  return state_ == State::before_array || state_ == State::after_array;
}

bool ItemSplitter::put_in_line(char byte) {
  if (byte == '\n') return end_line();
  append(byte);
  return true;
}

bool ItemSplitter::end_line() {
  const bool is_empty = !is_too_long_ && std::all_of(item_.begin(), item_.end(), is_blank);
  if (!is_empty) return deliver();
  item_.clear();
  return true;
}

bool ItemSplitter::put_in_array(char byte) {
  if (state_ == State::item) return put_in_item(byte);
  if (is_blank(byte)) return true;
  switch (state_) {
    case State::before_array:
      state_ = State::first_item;
      return byte == '[';
    case State::first_item:
      if (byte == ']') {
        state_ = State::after_array;
        return true;
      }
      [[fallthrough]];
    case State::next_item:
      state_ = State::item;
      return byte != ',' && byte != ']' && put_in_item(byte);
    case State::item:
    case State::after_array:
      return false;
  }
  __builtin_unreachable();
}

bool ItemSplitter::put_in_item(char byte) {
  if (in_text_) {
    in_text_ = escaped_ || byte != '"';
    escaped_ = !escaped_ && byte == '\\';
    append(byte);
    return true;
  }
  const bool ends_item = depth_ == 0 && (byte == ',' || byte == ']');
  if (ends_item) {
    state_ = byte == ',' ? State::next_item : State::after_array;
    return deliver();
  }
  if (byte == '"') in_text_ = true;
  if (byte == '{' || byte == '[') ++depth_;
  if ((byte == '}' || byte == ']') && depth_ > 0) --depth_;
  append(byte);
  return true;
}

void ItemSplitter::append(char byte) {
  if (item_.size() < item_bytes_max_) {
    item_.push_back(byte);
  } else {
    is_too_long_ = true;
  }
}

bool ItemSplitter::deliver() {
  const bool go_on = take_({.text = item_, .is_too_long = is_too_long_});
  item_.clear();
  is_too_long_ = false;
  return go_on;
}

}  // namespace ledger::api
