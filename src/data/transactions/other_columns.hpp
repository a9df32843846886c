// What the columns without a role hold, as far as it bears on how the others are to be understood.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "data/input/hashing.hpp"
#include "data/transactions/column_roles.hpp"

namespace shoal::data {

/// Stands for all that is not empty in a column of marks (a date of refund) that has too many values to count each.
inline constexpr std::string_view k_something = "something";

/// How often a value stands in a column: in all lines, and in those that no condition leaves out.
struct ValueCount {
  std::string value;
  std::int64_t lines = 0, chosen = 0;
};

/// A column of some consecutive lines.
struct OtherColumnPart {
  std::vector<std::string> values;    ///< distinct ones; none when there are too many to count
  std::vector<std::int32_t> codes;    ///< a line; none when `values` is
  std::vector<std::uint64_t> hashes;  ///< a line (WideHash::of); none when two lines are equal and nobody counts them
  bool distinct = true;               ///< no two lines are equal
  std::int64_t lowest =
      std::numeric_limits<std::int64_t>::max();  ///< of whole numbers; above `highest`: others are there
  std::int64_t highest = std::numeric_limits<std::int64_t>::min();
};

/// A column of the whole file.
struct OtherColumn {
  std::int32_t number = 0;
  std::string name;
  bool mark = false;               ///< its name says that a line with a value was undone
  std::vector<ValueCount> values;  ///< by first appearance; none when there are too many
  bool many_values = false;
  bool unique = true;         ///< no value stands in two lines
  bool counter = false;       ///< a whole number in each line, each once, from 0 or 1 without a gap
  std::int64_t distinct = 0;  ///< of a column that may name persons: its values
};

/// Which columns are looked at, and what each line adds to the comparison for duplicates.
class OtherColumnPlan {
 public:
  OtherColumnPlan() = default;
  /// Those without a role, and those of `also`; `ignored` are neither compared nor looked at.
  OtherColumnPlan(const std::vector<std::string>& columns, const RoleColumns& roles,
                  const std::vector<std::int32_t>& ignored, const std::vector<std::int32_t>& also);

  struct Watched {
    std::int32_t column;
    bool compared;  ///< without a role
    bool person;    ///< its name says customer, mail ...
    bool mark;      ///< its name says cancelled, refunded ...
  };
  const std::vector<Watched>& columns() const { return watched_; }
  const std::string& name(std::int32_t column) const { return names_[static_cast<std::size_t>(column)]; }

 private:
  std::vector<Watched> watched_;
  std::vector<std::string> names_;
};

/// Looks at the texts of one column, and adds to `rest` what they are compared by. O(bytes).
OtherColumnPart look_at(const OtherColumnPlan::Watched& watched, const std::vector<std::string_view>& texts,
                        std::vector<WideHash>& rest);

/// Takes parts in file order.
class OtherColumns {
 public:
  OtherColumns() = default;
  explicit OtherColumns(const OtherColumnPlan& plan);
  void append(const std::vector<OtherColumnPart>& parts, const std::vector<std::uint8_t>& left_out, std::size_t lines);
  /// What each column was found to hold. O(lines log lines) for each column that is still unique.
  std::vector<OtherColumn> finish(std::int64_t lines);
  /// Takes a unique column out of what lines are compared by.
  void take_out(const OtherColumn& column, std::vector<WideHash>& rest) const;

 private:
  struct Column {
    OtherColumnPlan::Watched watched;
    OtherColumn found;
    std::unordered_map<std::string, std::size_t> places;  ///< of values
    std::unordered_set<std::uint64_t> persons;
    std::vector<std::uint64_t> hashes;
    bool whole = true;  ///< whole numbers alone so far
    std::int64_t lowest = std::numeric_limits<std::int64_t>::max(), highest = std::numeric_limits<std::int64_t>::min();
  };
  static void count(Column& column, const OtherColumnPart& part, const std::vector<std::uint8_t>& left_out,
                    std::size_t lines);

  std::vector<Column> columns_;
};

}  // namespace shoal::data
