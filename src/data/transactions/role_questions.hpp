// What is asked where the roles of the columns are not clear.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/transactions/column_roles.hpp"
#include "data/transactions/known_exports.hpp"

namespace shoal::data {

/// Error{data}: names all roles that no column was found for, each with an option; a column is suggested where its name and its values
/// have something of the role. Returns where nothing is missing.
void ask_for_missing(const ColumnSample& sample, const RoleColumns& roles, const std::array<bool, k_roles>& none,
                     const std::string& file);

/// Error{data}: the amounts of the lines can be read in two ways. Roles that the user gave are not asked about.
void ask_about_amounts(const ColumnSample& sample, const RoleColumns& roles,
                       const std::map<std::string, std::string>& given, const std::string& file);

/// Error{data}: the file has a column that says which lines are sales, others are there, and no condition names it.
void ask_for_sales(const ColumnSample& sample, const KnownExport& known, const LineChoice& choice,
                   const std::string& file);

[[noreturn]] void throw_no_role(const std::string& role);
[[noreturn]] void throw_no_column(const std::string& role, const std::string& name,
                                  const std::vector<std::string>& columns, const std::string& file);

}  // namespace shoal::data
