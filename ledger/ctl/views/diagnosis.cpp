#include "ledger/ctl/views/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ledger {
namespace {

std::string in_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char character) { return static_cast<unsigned char>(character) < ' '; }, ' ');
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::ptrdiff_t count_of(const Diagnoses& diagnoses, Diagnosis::Grade grade) {
  return std::count_if(diagnoses.begin(), diagnoses.end(), [&](const auto& each) { return each.grade == grade; });
}

}  // namespace

std::string_view name_of(Diagnosis::Grade grade) {
  switch (grade) {
    case Diagnosis::Grade::good:
      return "good";
    case Diagnosis::Grade::remark:
      return "remark";
    case Diagnosis::Grade::problem:
      return "problem";
  }
  return "";
}

bool is_good(const Diagnoses& diagnoses) { return count_of(diagnoses, Diagnosis::Grade::problem) == 0; }

std::string text_of(const Diagnoses& diagnoses) {
  std::string text;
  for (const auto& each : diagnoses) {
    text += fmt::format("{:7}  {}: {}\n", name_of(each.grade), each.subject, in_one_line(each.finding));
    if (!each.advice.empty()) text += fmt::format("{:7}  → {}\n", "", each.advice);
  }
  return text + fmt::format("{} good, {} to know, {} to mend\n", count_of(diagnoses, Diagnosis::Grade::good),
                            count_of(diagnoses, Diagnosis::Grade::remark),
                            count_of(diagnoses, Diagnosis::Grade::problem));
}

Answer answer_of(const Diagnoses& diagnoses) {
  Table table("findings", {"subject", "grade", "finding", "advice"});
  for (const auto& each : diagnoses) {
    table.add({each.subject, std::string(name_of(each.grade)), in_one_line(each.finding),
               each.advice.empty() ? Cell() : Cell(each.advice)});
  }
  return {.facts = {{"good", is_good(diagnoses)}}, .tables = {std::move(table)}};
}

}  // namespace ledger
