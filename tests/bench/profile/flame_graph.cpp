#include "tests/bench/profile/flame_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

namespace ledger::bench {
namespace {

constexpr double width = 1200;
constexpr double margin = 10;
constexpr double title_height = 30;
constexpr double row_height = 17;
constexpr double character_width = 6.6;
constexpr double share_min = 0.005;

/// A function where it was called from: how many stacks go through it, and what it called.
struct Call {
  std::string object;
  std::size_t stacks = 0;
  std::map<std::string, std::unique_ptr<Call>> calls;
};

Call tree_of(const std::vector<CallStack>& stacks) {
  Call root;
  root.stacks = stacks.size();
  for (const auto& stack : stacks) {
    Call* caller = &root;
    for (const auto& frame : stack.frames) {
      auto& call = caller->calls[frame.function];
      if (!call) call = std::make_unique<Call>();
      caller = call.get();
      caller->object = frame.object;
      ++caller->stacks;
    }
  }
  return root;
}

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char character : text) {
    if (character == '&') {
      safe += "&amp;";
    } else if (character == '<') {
      safe += "&lt;";
    } else {
      safe += character;
    }
  }
  return safe;
}

std::string color_of(const std::string& object) {
  if (object == "kernel") return "#f4a259";
  if (object.find("ledger") == 0) return "#8cb369";
  if (object == "postgres") return "#7fb2e5";
  return "#e9d985";
}

struct Drawing {
  double whole_us = 0;
  std::size_t whole_stacks = 0;
  std::size_t depth_most = 0;
  std::string boxes;

  /// Draws what was called from `caller`, whose box begins at `x`, `depth` calls deep.
  void add_calls(const Call& caller, double x, std::size_t depth) {
    for (const auto& [function, call] : caller.calls) {
      const double share = static_cast<double>(call->stacks) / static_cast<double>(whole_stacks);
      const double box_width = share * (width - 2 * margin);
      if (share >= share_min) {
        add_box(function, call->object, x, depth, share);
        add_calls(*call, x, depth + 1);
        depth_most = std::max(depth_most, depth + 1);
      }
      x += box_width;
    }
  }

 private:
  void add_box(const std::string& function, const std::string& object, double x, std::size_t depth, double share) {
    const double box_width = share * (width - 2 * margin);
    const double y = -static_cast<double>(depth + 1) * row_height;
    const auto room = static_cast<std::size_t>(std::max(0.0, (box_width - 4) / character_width));
    boxes += fmt::format(
        "<g><title>{} ({}): {:.1f} %, {:.2f} us</title>"
        "<rect x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"{:.0f}\" fill=\"{}\"/>",
        escaped(function), escaped(object), 100 * share, share * whole_us, x, y, box_width, row_height - 1,
        color_of(object));
    if (room >= 3) {
      const auto shown = function.size() <= room ? function : function.substr(0, room - 2) + "..";
      boxes += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\">{}</text>", x + 2, y + row_height - 5, escaped(shown));
    }
    boxes += "</g>\n";
  }
};

}  // namespace

std::string flame_graph(const std::string& title, const std::vector<CallStack>& stacks, double whole_us) {
  Drawing drawing{.whole_us = whole_us, .whole_stacks = std::max<std::size_t>(1, stacks.size()), .boxes = {}};
  drawing.add_calls(tree_of(stacks), margin, 0);
  const double ground = title_height + static_cast<double>(drawing.depth_most) * row_height;
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
      "font-family=\"monospace\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
      "<text x=\"{2:.0f}\" y=\"20\" font-size=\"14\">{3}</text>\n<g transform=\"translate(0 "
      "{4:.0f})\">\n{5}</g>\n</svg>\n",
      width, ground + margin, margin, escaped(title), ground, drawing.boxes);
}

}  // namespace ledger::bench
