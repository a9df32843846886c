// Which column of a transaction file plays which role.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "data/transactions/column_sample.hpp"
#include "data/transactions/role_names.hpp"
#include "shoal/line_choice.hpp"
#include "shoal/reading.hpp"

namespace shoal::data {

/// Column number of each role, -1 where the file lacks it.
using RoleColumns = std::array<std::int32_t, k_roles>;

inline std::int32_t column_of(const RoleColumns& roles, Role role) { return roles[static_cast<std::size_t>(role)]; }
/// Whether the column plays no role.
bool is_free(const RoleColumns& roles, std::size_t column);

struct FoundRoles {
  RoleColumns columns;
  /// Customer and country stand on the first line of an order alone.
  bool fill_down = false;
  /// A column of amounts beside price and quantity, -1 where there is none: it should be their product.
  std::int32_t claimed_total = -1;
  Reading reading;  ///< what was decided, and what is doubtful
};

/// Finds the columns: those of `given` (role -> column name; an empty name: none plays it) first, then by the export whose columns these
/// are, then by names, without case, punctuation and accents; of several, one whose values are of the role's kind. Customer, date and an
/// amount (a price, or a total) must be there. Error{usage} for an unknown role; Error{data} for what is missing, all roles at once, for a
/// column that is there twice, and, a question, where the values say otherwise than the name, or not every line is a sale and `choice` does not say which.
FoundRoles find_roles(const ColumnSample& sample, const std::map<std::string, std::string>& given,
                      const LineChoice& choice, const std::string& file);

/// Whether find_roles() finds what it needs.
bool has_roles(const std::vector<std::string>& columns, const std::map<std::string, std::string>& given);

/// Role -> name of the column that was taken.
std::map<std::string, std::string> role_map(const RoleColumns& roles, const std::vector<std::string>& columns);

/// --column ROLE=NAME, as a shell takes it.
std::string column_option(Role role, const std::string& column);

}  // namespace shoal::data
