// A finding of doctor about one thing, with what to do about it.
#pragma once

#include <string>
#include <vector>

#include "ledger/ctl/views/answer.hpp"

namespace ledger {

struct Diagnosis {
  enum class Grade {
    good,
    remark,   ///< should be known; the ledger works
    problem,  ///< should be mended
  };

  /// "projector of journal 0"
  std::string subject;
  Grade grade = Grade::good;
  std::string finding = {};
  /// Nothing to do if empty.
  std::string advice = {};
};

std::string_view name_of(Diagnosis::Grade grade);

using Diagnoses = std::vector<Diagnosis>;

/// True unless there is a problem.
bool is_good(const Diagnoses& diagnoses);

/// A line each, with the advice below it; the last line sums up.
std::string text_of(const Diagnoses& diagnoses);
/// Fact `good`, and a table `findings`.
Answer answer_of(const Diagnoses& diagnoses);

}  // namespace ledger
