// The names by which columns show their role.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::data {

/// The first five are texts, in the order of Transactions. `total` is the amount of a line, `order_total` that of a whole order, repeated
/// on each of its lines; either stands in the place of quantity x price. `time` is that of the day, beside a date without one.
enum class Role : std::uint8_t {
  invoice,
  item,
  description,
  customer,
  country,
  quantity,
  price,
  date,
  total,
  order_total,
  time
};
inline constexpr std::size_t k_roles = 11;
inline constexpr std::size_t k_text_roles = 5;

struct RoleNames {
  const char* name;
  const char* meaning;               ///< for "no column for the ..."
  std::vector<std::string> aliases;  ///< folded (folded_header), the surest first
  std::vector<std::string> signs;    ///< parts of a folded name that make a column a candidate worth naming
};
const RoleNames& names_of(Role role);

/// A column's name in lower case, letters and digits only, and letters of the Latin alphabet without their accents: "Numéro de facture"
/// -> "numerodefacture", "Stückzahl" -> "stuckzahl".
std::string folded_header(std::string_view name);

/// Whether the name speaks of an amount of money that is not the price of one piece: sales, amount, value, betrag, importe ...
bool speaks_of_total(std::string_view folded);

}  // namespace shoal::data
