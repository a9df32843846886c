// Transaction lines put together from parts.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "data/input/hashing.hpp"
#include "data/input/text_dictionary.hpp"
#include "data/transactions/column_roles.hpp"
#include "data/transactions/conditions.hpp"
#include "data/transactions/line_kinds.hpp"
#include "data/transactions/other_columns.hpp"
#include "shoal/threads.hpp"
#include "shoal/transactions.hpp"

namespace shoal::data {

/// Some consecutive lines. Columns without a role are known by a hash, for the search for duplicates alone.
struct TransactionPart {
  std::array<CodedTexts, k_text_roles> texts;  ///< those that the file lacks have no codes
  std::vector<double> quantity, unit_price;
  std::vector<std::int64_t> time;
  std::vector<std::uint8_t> left_out;   ///< Transactions::left_out; empty without conditions
  std::vector<std::uint8_t> blank;      ///< 1: empty in all columns that a condition names; empty without conditions
  std::vector<OtherColumnPart> others;  ///< of the plan's columns
  std::vector<WideHash> rest;           ///< empty when every column has a role and no time has a fraction of a second

  bool is_left_out(std::int32_t line) const {
    return !left_out.empty() && left_out[static_cast<std::size_t>(line)] != 0;
  }
  /// Removes these lines (ascending).
  void drop(const std::vector<std::int32_t>& lines);
};

/// Takes parts in file order.
class TransactionBuilder {
 public:
  explicit TransactionBuilder(const OtherColumnPlan& plan) : others_(plan) {}
  /// Makes room for this many lines, when it is known.
  void reserve(std::int64_t lines);
  void append(const TransactionPart& part);
  /// Whether all texts so far are UTF-8. O(distinct texts).
  bool is_utf8() const;
  /// The lines, with their repeats. `utf8` false: the texts are ISO-8859-1 and are converted. O(n).
  Transactions finish(ThreadPool& threads, bool utf8, const Conditions& conditions, Reading& reading);
  /// What the columns without a role were found to hold; after finish().
  const std::vector<OtherColumn>& others() const { return found_; }

 private:
  using Codes = std::array<std::vector<std::int32_t>, k_text_roles>;
  Codes shared_codes(const TransactionPart& part);
  void append_rest(const TransactionPart& part, std::size_t before);
  void fill_down_choice();
  void find_all_repeats(ThreadPool& threads, const Conditions& conditions, Reading& reading);

  void say_pointed(Role role, Reading& reading) const;

  Transactions lines_;
  LineKinds kinds_;
  std::array<TextDictionary<Texts>, k_text_roles> texts_;
  std::array<std::int64_t, k_text_roles> pointed_{};  ///< lines whose id was written with a point and zeros
  std::vector<WideHash> rest_;
  std::vector<std::uint8_t> blank_;  ///< as in the parts
  OtherColumns others_;
  std::vector<OtherColumn> found_;
};

/// Fills Transactions::repeat. `rest` may be empty. O(n) in expectation; equal for any number of threads.
void find_repeats(ThreadPool& threads, Transactions& lines, const std::vector<WideHash>& rest);

}  // namespace shoal::data
