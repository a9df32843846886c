// The exports of well-known shop systems, and data sets that many begin with, told by their set of columns.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/transactions/role_names.hpp"

namespace shoal::data {

struct KnownExport {
  const char* name;
  /// Folded names (folded_header), all of which the file has; "a|b": one of them.
  std::vector<const char*> columns;
  /// The column of a role, "a|b": the first of them that the file has; "": none plays it. Roles that are not named here are found by
  /// their names as in any file.
  std::vector<std::pair<Role, const char*>> roles;
  /// Whether what belongs to an order stands on its first line alone.
  bool fill_down = false;
  /// A column that says which lines are sales, with the value that they have: "event_type", "purchase".
  std::optional<std::pair<const char*, const char*>> sales{};
};

/// The export with these folded names of columns; nullptr for any other file.
const KnownExport* known_export(const std::vector<std::string>& folded);

/// The first of the names "a|b" that there is: its number, or -1.
std::int32_t first_of(const std::string& names, const std::vector<std::string>& folded);

}  // namespace shoal::data
