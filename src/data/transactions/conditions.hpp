// Conditions on the columns of a file, line by line.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/transactions/column_roles.hpp"
#include "data/transactions/field_forms.hpp"
#include "shoal/line_choice.hpp"
#include "shoal/transactions.hpp"

namespace shoal::data {

/// The name of a column, or as pandas calls one without: "Unnamed: 0".
std::string shown_column(const std::string& name, std::int32_t number);
/// The number of the column called `name`, exactly or else without case and punctuation. Error{data} with the columns that there are.
std::int32_t named_column(const std::string& name, const std::vector<std::string>& columns, const std::string& file,
                          const std::string& option);

/// One comparison with a value, which is read once.
class Comparer {
 public:
  explicit Comparer(const LineCondition& condition, const FieldForms& forms);
  bool holds(std::string_view text) const;
  bool holds(double number) const;
  bool holds_at(std::int64_t seconds) const;

 private:
  template <class T>
  bool compare(const T& left, const T& right) const;

  Comparison comparison_;
  NumberForm numbers_;
  DateForm dates_;
  std::string text_;  ///< folded
  std::optional<double> number_;
  std::optional<std::int64_t> seconds_;
  bool by_day_ = false;  ///< the value is a day without a time: times are compared by their day
};

struct TransactionPart;

/// The conditions of a run on the columns of one file.
class Conditions {
 public:
  Conditions(const LineChoice& choice, const std::vector<std::string>& columns, const RoleColumns& roles,
             const FieldForms& forms, const std::string& file);
  bool empty() const { return bound_.empty(); }
  bool names(std::int32_t column) const;
  /// Fills part.left_out and part.blank; `texts(column, row)` is the text of a field. Quantities, prices and dates are compared as they were read.
  void apply(TransactionPart& part, const std::function<std::vector<std::string_view>(std::int32_t)>& texts) const;

 private:
  struct Bound {
    std::int32_t column;
    std::int32_t role;  ///< of the column, -1 = none
    bool drops;
    Comparer comparer;
  };
  std::vector<Bound> bound_;
};

}  // namespace shoal::data
