// Transaction lines put together from parts.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "data/column_roles.hpp"
#include "data/hashing.hpp"
#include "data/text_dictionary.hpp"
#include "shoal/threads.hpp"
#include "shoal/transactions.hpp"

namespace shoal::data {

/// A text column of a part: codes into the part's own distinct texts.
struct TextPart {
  TextDictionary<std::string_view> texts;
  std::vector<std::int32_t> codes;

  void add(std::string_view text);

 private:
  std::string_view last_;  ///< neighbours are often equal
};

/// Some consecutive lines. Columns without a role are known by a hash, for the search for duplicates alone.
struct TransactionPart {
  std::array<TextPart, k_text_roles> texts;
  std::vector<double> quantity, unit_price;
  std::vector<std::int64_t> time;
  std::vector<WideHash> rest;  ///< empty when every column has a role and no time has a fraction of a second

  /// Removes these lines (ascending).
  void drop(const std::vector<std::int32_t>& lines);
};

/// Takes parts in file order.
class TransactionBuilder {
 public:
  void append(const TransactionPart& part);
  std::int64_t rows() const { return lines_.rows(); }
  /// Whether all texts so far are UTF-8. O(distinct texts).
  bool is_utf8() const;
  /// The lines, with their row groups. `utf8` false: the texts are ISO-8859-1 and are converted. O(n).
  Transactions finish(ThreadPool& threads, bool utf8);

 private:
  void append_texts(const TextPart& part, std::size_t role, std::vector<std::int32_t>& codes);

  Transactions lines_;
  std::array<TextDictionary<std::string>, k_text_roles> texts_;
  std::vector<WideHash> rest_;
};

/// The same customer, however the id was written: blanks around it do not count, "17850.0" is "17850", and "", "nan",
/// "null", "none", "na" and "n/a" in any case are no customer (empty result).
std::string_view customer_id(std::string_view text);

/// Fills Transactions::row_group: the number of the first line that equals a line in all columns. `rest` may be empty.
/// O(n) in expectation; equal for any number of threads.
void find_row_groups(ThreadPool& threads, Transactions& lines, const std::vector<WideHash>& rest);

}  // namespace shoal::data
