// Finished spans that a test looks at.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "ledger/tracing/span.hpp"

namespace ledger::test {

/// Keeps the spans of tracers. For any thread.
class SpanMemory {
 public:
  /// Returns a sender that keeps its spans here; the memory must outlive it.
  [[nodiscard]] std::unique_ptr<SpanSender> sender() { return std::make_unique<Sender>(*this); }
  [[nodiscard]] std::vector<FinishedSpan> spans() const {
    const std::lock_guard lock(mutex_);
    return spans_;
  }

 private:
  class Sender final : public SpanSender {
   public:
    explicit Sender(SpanMemory& memory) : memory_(memory) {}
    void send(const FinishedSpan& span) override {
      const std::lock_guard lock(memory_.mutex_);
      memory_.spans_.push_back(span);
    }

   private:
    SpanMemory& memory_;
  };

  mutable std::mutex mutex_;
  std::vector<FinishedSpan> spans_;
};

}  // namespace ledger::test
