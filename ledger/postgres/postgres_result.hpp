// libpq's results behind a typed owner.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace ledger {

/// A result; its values are binary, in network order. Column and row numbers are not checked.
class PostgresResult {
 public:
  explicit PostgresResult(PGresult* result) : result_(result) {}

  [[nodiscard]] int rows() const { return PQntuples(result_.get()); }
  [[nodiscard]] bool is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
  [[nodiscard]] bool boolean(int row, int column) const;
  [[nodiscard]] std::int16_t int16(int row, int column) const;
  [[nodiscard]] std::int64_t int64(int row, int column) const;
  [[nodiscard]] std::span<const std::uint8_t> bytes(int row, int column) const;
  [[nodiscard]] std::string text(int row, int column) const;
  [[nodiscard]] PGresult* raw() const { return result_.get(); }

 private:
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  std::unique_ptr<PGresult, Clear> result_;
};

}  // namespace ledger
