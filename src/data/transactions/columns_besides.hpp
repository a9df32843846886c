// The columns of a file beside the roles that they play: conditions on them, and doubts about them.
#pragma once

#include <string>
#include <vector>

#include "data/transactions/conditions.hpp"
#include "data/transactions/other_columns.hpp"
#include "shoal/transactions.hpp"

namespace shoal::data {

struct ColumnsBesides {
  /// Error{data} for a column of `choice` that is not in the file.
  ColumnsBesides(const LineChoice& choice, const std::vector<std::string>& columns, const RoleColumns& roles,
                 const FieldForms& forms, const std::string& file);
  /// Adds what is doubtful of these columns to the reading of the lines. Error{data} as doubt_columns() and doubt_conditions().
  void doubt(const std::vector<OtherColumn>& others, ReadTransactionsResult& result) const;

  Conditions conditions;
  OtherColumnPlan plan;

 private:
  const LineChoice& choice_;
  const std::vector<std::string>& names_;
  std::string file_;
};

}  // namespace shoal::data
