// Transaction lines put together from parts.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
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

/// What makes an order, where the file does not say it in each line.
struct LineRules {
  enum class Orders : std::uint8_t { of_file, by_time, by_line };
  Orders orders = Orders::of_file;  ///< by_time: what a customer bought at one time; by_line: each line is one
  bool fill_down = false;  ///< customer and country are those of the line above in the same order, where there are none
  bool order_totals = false;  ///< amounts are of orders
  bool pieces = false;        ///< each line is one piece: equal lines are pieces, not copies
};
LineRules line_rules(const FoundRoles& roles);

/// Some consecutive lines. Columns without a role are known by a hash, for the search for duplicates alone.
struct TransactionPart {
  std::array<CodedTexts, k_text_roles> texts;  ///< those that the file lacks have no codes
  std::vector<double> quantity, unit_price;
  std::vector<double> amount;     ///< of the line or the order; empty where it is quantity x price
  std::int64_t contradicted = 0;  ///< lines whose claimed total is not quantity x price
  std::vector<std::int64_t> time;
  std::vector<std::uint8_t> left_out;   ///< Transactions::left_out; empty without conditions
  std::vector<std::uint8_t> blank;      ///< 1: empty in all columns that a condition names; empty without conditions
  std::vector<OtherColumnPart> others;  ///< of the plan's columns
  std::vector<WideHash> rest;           ///< empty when every column has a role and no time has a fraction of a second

  bool is_left_out(std::int32_t line) const {
    return !left_out.empty() && left_out[static_cast<std::size_t>(line)] != 0;
  }
  /// Fractions of seconds count in the search for duplicates; none, or one a line.
  void add_fractions(const std::vector<std::string>& fractions);
  /// Removes these lines (ascending).
  void drop(const std::vector<std::int32_t>& lines);
};

/// Puts ones in the place of quantities that the file lacks, and makes prices of amounts: a negative amount of a positive quantity takes
/// that many pieces back.
void settle_amounts(TransactionPart& part);

/// How many of the lines claim a total that is not quantity x price, to the cents that rounding explains.
std::int64_t contradicted_totals(const TransactionPart& part, const std::vector<std::string_view>& claimed);

/// Takes parts in file order.
class TransactionBuilder {
 public:
  TransactionBuilder(const LineRules& rules, const OtherColumnPlan& plan) : rules_(rules), others_(plan) {}
  /// Makes room for this many lines, when it is known.
  void reserve(std::int64_t lines);
  void append(const TransactionPart& part);
  /// Whether all texts so far are UTF-8. O(distinct texts).
  bool is_utf8() const;
  /// How many pieces equal another one; after finish().
  std::int64_t equal_pieces() const { return equal_pieces_; }
  std::int64_t contradicted() const { return contradicted_; }
  /// The lines, with their repeats. `utf8` false: the texts are ISO-8859-1 and are converted. O(n).
  Transactions finish(ThreadPool& threads, bool utf8, const Conditions& conditions, Reading& reading);
  /// What the columns without a role were found to hold; after finish().
  const std::vector<OtherColumn>& others() const { return found_; }

 private:
  using Codes = std::array<std::vector<std::int32_t>, k_text_roles>;
  Codes shared_codes(const TransactionPart& part);
  /// The number of the order that a line belongs to, where the file has none.
  std::int32_t made_invoice(const Receipt& receipt);
  /// The amount of a line: that of an order stands on each of its lines, and counts on the first.
  double amount_of(const TransactionPart& part, std::size_t i, std::int32_t invoice);
  void append_rest(const TransactionPart& part, std::size_t before);
  void fill_down_choice();
  void find_all_repeats(ThreadPool& threads, const Conditions& conditions, Reading& reading);

  void say_pointed(Role role, Reading& reading) const;

  LineRules rules_;
  Transactions lines_;
  LineKinds kinds_;
  std::array<TextDictionary<Texts>, k_text_roles> texts_;
  std::array<std::int64_t, k_text_roles> pointed_{};  ///< lines whose id was written with a point and zeros
  std::vector<WideHash> rest_;
  std::vector<std::uint8_t> blank_;  ///< as in the parts
  OtherColumns others_;
  std::vector<OtherColumn> found_;
  std::vector<bool> has_amount_;  ///< of each invoice, where amounts are of orders
  std::int64_t equal_pieces_ = 0, contradicted_ = 0;
};

/// Fills Transactions::repeat. `rest` may be empty; `by_customer`: equal lines have equal customers, but not equal invoices. O(n) in
/// expectation; equal for any number of threads.
void find_repeats(ThreadPool& threads, Transactions& lines, const std::vector<WideHash>& rest,
                  bool by_customer = false);

}  // namespace shoal::data
