// A gauge whose time series is absent while its value is not known.
#pragma once

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace ledger {

/// Absent at first. Each method may be called by any thread.
class OptionalGauge {
 public:
  /// The registry must outlive this.
  OptionalGauge(prometheus::Registry& registry, const std::string& name, const std::string& help,
                std::map<std::string, std::string> labels)
      : family_(prometheus::BuildGauge().Name(name).Help(help).Register(registry)), labels_(std::move(labels)) {}

  /// Shows the value, or nothing if there is none.
  void set(std::optional<double> value) {
    const std::lock_guard lock(mutex_);
    if (value) {
      if (gauge_ == nullptr) gauge_ = &family_.Add(labels_);
      gauge_->Set(*value);
    } else if (gauge_ != nullptr) {
      family_.Remove(gauge_);
      gauge_ = nullptr;
    }
  }

 private:
  prometheus::Family<prometheus::Gauge>& family_;
  std::map<std::string, std::string> labels_;
  std::mutex mutex_;
  prometheus::Gauge* gauge_ = nullptr;
};

}  // namespace ledger
