#pragma once

#include <cstdint>
#include <string>

#include "shoal/transactions.hpp"

namespace shoal::test {

/// Transaction lines written by hand; every line is kept unless it says otherwise.
class TransactionsBuilder {
 public:
  struct Line {
    std::string customer{}, invoice{}, item{};  ///< empty: an empty cell
    double quantity = 1.0, price = 1.0;
    std::string time = "2024-01-01T12:00:00";
    std::string country{}, description{};
    LineState state = LineState::kept;
  };

  /// Lines without countries and descriptions: the columns are absent, as in a file that lacks them.
  explicit TransactionsBuilder(bool with_texts = true) : with_texts_(with_texts) {}

  TransactionsBuilder& add(const Line& line);
  const Transactions& lines() const { return lines_; }
  const Cleaned& cleaned() const { return cleaned_; }

 private:
  bool with_texts_;
  Transactions lines_;
  Cleaned cleaned_;
};

}  // namespace shoal::test
