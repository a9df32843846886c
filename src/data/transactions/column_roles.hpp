// Which column of a transaction file plays which role.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace shoal::data {

enum class Role : std::uint8_t { invoice, item, description, customer, country, quantity, price, date };
inline constexpr std::size_t k_roles = 8;
/// The first five are texts, in the order of Transactions.
inline constexpr std::size_t k_text_roles = 5;

/// Column number of each role, -1 for an optional one (description, country) that the file lacks.
using RoleColumns = std::array<std::int32_t, k_roles>;

/// Finds the columns: those of `given` (role -> column name) first, then by the table of aliases, without case and
/// punctuation. Error{usage} for an unknown role, Error{data} for a column that is missing or there twice.
RoleColumns find_roles(const std::vector<std::string>& columns, const std::map<std::string, std::string>& given,
                       const std::string& file);

/// Whether find_roles() finds what it needs.
bool has_roles(const std::vector<std::string>& columns, const std::map<std::string, std::string>& given);

/// Role -> name of the column that was taken.
std::map<std::string, std::string> role_map(const RoleColumns& roles, const std::vector<std::string>& columns);

}  // namespace shoal::data
