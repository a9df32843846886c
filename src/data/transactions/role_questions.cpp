#include "data/transactions/role_questions.hpp"

#include <algorithm>
#include <cmath>

#include "data/input/numbers.hpp"
#include "data/transactions/role_evidence.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"
#include "shoal/transactions.hpp"

namespace shoal::data {
namespace {

/// Whether the values may be of the role's kind; any may where there are none.
bool fits(const ColumnSample& sample, Role role, std::size_t column) {
  if (sample.rows() == 0) return true;
  const auto& values = sample.values[column];
  if (role == Role::date) return all_like(values, may_be_date);
  if (role == Role::quantity || role == Role::price || role == Role::total) return all_like(values, may_be_number);
  // A few values are a kind of order or customer (status, group), not their numbers.
  return distinct(values) * 10 >= std::min<std::size_t>(sample.rows(), 100);
}

/// Whether a name is a word with one letter too many, too few, wrong or exchanged with the next ("qantity"). nearest_word() goes further:
/// to it "quality" is "quantity".
bool is_slip(std::string_view name, std::string_view word) {
  constexpr std::size_t k_shortest = 5;
  if (std::min(name.size(), word.size()) < k_shortest) return false;
  while (!name.empty() && !word.empty() && name.front() == word.front()) {
    name.remove_prefix(1);
    word.remove_prefix(1);
  }
  while (!name.empty() && !word.empty() && name.back() == word.back()) {
    name.remove_suffix(1);
    word.remove_suffix(1);
  }
  const bool exchanged = name.size() == 2 && word.size() == 2 && name[0] == word[1] && name[1] == word[0];
  return exchanged || (name.size() <= 1 && word.size() <= 1);
}

/// The free column whose name and values have something of the role; empty where none has.
std::string candidate(const ColumnSample& sample, const RoleColumns& roles, Role role) {
  const RoleNames& of_role = names_of(role);
  std::vector<std::string> folded, names;
  for (std::size_t c = 0; c < sample.names.size(); ++c) {
    const std::string name = folded_header(sample.names[c]);
    // An amount of money is never the price of one piece.
    const bool wrong = role == Role::price && speaks_of_total(name);
    if (!is_free(roles, c) || wrong || !fits(sample, role, c)) continue;
    folded.push_back(name);
    names.push_back(sample.names[c]);
  }
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const auto has = [&](const std::string& sign) { return folded[i].find(sign) != std::string::npos; };
    if (std::ranges::any_of(of_role.signs, has)) return names[i];
  }
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const auto slip = [&](const std::string& alias) { return is_slip(folded[i], alias); };
    if (std::ranges::any_of(of_role.aliases, slip)) return names[i];
  }
  return {};
}

void refuse_data_as_header(const ColumnSample& sample, const RoleColumns& roles, const std::string& file) {
  const auto is_number = [](const std::string& field) { return parse_number(field).has_value(); };
  if (!std::ranges::all_of(roles, [](std::int32_t column) { return column < 0; })) return;
  if (!std::ranges::any_of(sample.names, is_number)) return;
  throw Error(ErrorCode::data, "the first line names no columns: it seems to be data",
              "put a line of names above it: InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID ...", file,
              join(sample.names, ", "));
}

struct Missing {
  std::string meaning, option;
};

/// Roles without which no customer can be described.
std::vector<Missing> missing_roles(const ColumnSample& sample, const RoleColumns& roles) {
  std::vector<Missing> missing;
  const auto option = [](Role role, const std::string& column) {
    return column_option(role, column.empty() ? "NAME" : column);
  };
  for (const Role role : {Role::customer, Role::date}) {
    if (column_of(roles, role) < 0)
      missing.push_back({names_of(role).meaning, option(role, candidate(sample, roles, role))});
  }
  if (column_of(roles, Role::price) < 0 && column_of(roles, Role::total) < 0 &&
      column_of(roles, Role::order_total) < 0) {
    const std::string price = candidate(sample, roles, Role::price), total = candidate(sample, roles, Role::total);
    missing.push_back({"unit price or the amount of the line",
                       price.empty() ? option(Role::total, total) : option(Role::price, price)});
  }
  return missing;
}

/// Roles that a file may lack, where a column seems to play them all the same.
std::vector<Missing> overlooked_roles(const ColumnSample& sample, const RoleColumns& roles,
                                      const std::array<bool, k_roles>& none) {
  std::vector<Missing> missing;
  for (const Role role : {Role::invoice, Role::quantity}) {
    if (column_of(roles, role) >= 0 || none[static_cast<std::size_t>(role)]) continue;
    const std::string column = candidate(sample, roles, role);
    if (column.empty()) continue;
    missing.push_back({names_of(role).meaning, column_option(role, column) + ", or, where there is none, --column " +
                                                   names_of(role).name + "="});
  }
  return missing;
}

[[noreturn]] void ask(const std::string& message, const std::string& hint, const ColumnSample& sample,
                      const std::string& file) {
  throw Error(ErrorCode::data, message, hint, file, "columns: " + join(sample.names, ", "));
}

/// No quantity, a price, and an amount that is not that price.
void ask_about_pieces(const ColumnSample& sample, const RoleColumns& roles, const std::string& file) {
  const std::int32_t price = column_of(roles, Role::price);
  for (std::size_t c = 0; c < sample.names.size(); ++c) {
    const std::string folded = folded_header(sample.names[c]);
    const auto same = [&](const std::string& alias) { return folded == alias; };
    if (!is_free(roles, c) || !std::ranges::any_of(names_of(Role::total).aliases, same)) continue;
    if (!all_like(sample.values[c], may_be_number)) continue;
    const auto column = static_cast<std::int32_t>(c);
    if (within_orders(sample, roles, column) != WithinOrders::differs) continue;
    std::size_t other = 0, whole = 0;
    for (std::size_t row = 0; row < sample.rows(); ++row) {
      const double amount = rough_number(sample.values[c][row]);
      other += std::abs(amount - rough_number(sample.of(price)[row])) > 0.005 ? 1 : 0;
      whole += amount == std::floor(amount) && std::abs(amount) < 10000 ? 1 : 0;
    }
    if (other * 10 <= sample.rows()) return;
    const std::string &name = sample.names[c], &of_price = sample.names[static_cast<std::size_t>(price)];
    const std::string pieces = column_option(Role::quantity, name) + " if it counts pieces, ";
    ask("no column for the quantity, and \"" + name + "\" is not \"" + of_price + "\": lines may have several pieces",
        (whole == sample.rows() ? pieces : "") + column_option(Role::total, name) + " if it is the amount of the line",
        sample, file);
  }
}

}  // namespace

void ask_for_missing(const ColumnSample& sample, const RoleColumns& roles, const std::array<bool, k_roles>& none,
                     const std::string& file) {
  std::vector<Missing> missing = missing_roles(sample, roles);
  if (!missing.empty()) refuse_data_as_header(sample, roles, file);
  for (Missing& overlooked : overlooked_roles(sample, roles, none)) missing.push_back(std::move(overlooked));
  if (missing.empty()) return;
  std::vector<std::string> meanings, options;
  for (const Missing& one : missing) {
    meanings.push_back("the " + one.meaning);
    options.push_back(one.option);
  }
  const std::string columns = missing.size() == 1 ? "column for " : "columns for ";
  throw Error(ErrorCode::data, "no " + columns + join(meanings, ", ") + " in " + file,
              (missing.size() == 1 ? "name it: " : "name them: ") + join(options, "  "), {},
              "columns: " + join(sample.names, ", "));
}

void ask_about_amounts(const ColumnSample& sample, const RoleColumns& roles,
                       const std::map<std::string, std::string>& given, const std::string& file) {
  const std::int32_t price = column_of(roles, Role::price), total = column_of(roles, Role::total);
  if (price >= 0 && !given.contains("price")) {
    const std::string& name = sample.names[static_cast<std::size_t>(price)];
    if (price_grows_with_quantity(sample, roles)) {
      ask("\"" + name + "\" grows with the quantity, as the amount of a line does and the price of one piece does not",
          column_option(Role::total, name) + " if it is the amount of the line, " + column_option(Role::price, name) +
              " if it is the price of one piece",
          sample, file);
    }
    if (column_of(roles, Role::quantity) < 0 && !given.contains("quantity")) ask_about_pieces(sample, roles, file);
  }
  if (total < 0 || given.contains("total")) return;
  const std::string& name = sample.names[static_cast<std::size_t>(total)];
  if (within_orders(sample, roles, total) != WithinOrders::repeats) return;
  ask("\"" + name + "\" is the same on all lines of an order: the amount of the order, or of each line?",
      column_option(Role::order_total, name) + " counts it once an order, " + column_option(Role::total, name) +
          " once a line",
      sample, file);
}

void ask_for_sales(const ColumnSample& sample, const KnownExport& known, const LineChoice& choice,
                   const std::string& file) {
  const auto [folded, value] = *known.sales;
  const auto is_it = [&, name = folded](const std::string& column) { return folded_header(column) == name; };
  const auto named = [&](const LineCondition& condition) { return is_it(condition.column); };
  const auto at = std::ranges::find_if(sample.names, is_it);
  if (at == sample.names.end() || std::ranges::any_of(choice.conditions, named) || sample.rows() == 0) return;
  const auto other = [sale = std::string_view(value)](std::string_view text) { return text != sale; };
  if (std::ranges::none_of(sample.values[static_cast<std::size_t>(at - sample.names.begin())], other)) return;
  throw Error(ErrorCode::data, "not every line is a sale: \"" + *at + "\" says which are",
              "keep those lines alone: --where " + shell_word(*at + "=" + value), file);
}

void throw_no_role(const std::string& role) {
  const std::string nearest = nearest_word(role, transaction_roles());
  throw Error(ErrorCode::usage, "\"" + role + "\" is not a role of a column",
              nearest.empty() ? "choose one of the roles" : "did you mean \"" + nearest + "\"?", "--column",
              "roles: " + join(transaction_roles(), ", "));
}

void throw_no_column(const std::string& role, const std::string& name, const std::vector<std::string>& columns,
                     const std::string& file) {
  const std::string nearest = nearest_word(name, columns);
  throw Error(ErrorCode::data, "no column \"" + name + "\" in " + file,
              nearest.empty() ? "choose one of the columns" : "did you mean --column " + role + "=" + nearest + "?", {},
              "columns: " + join(columns, ", "));
}

}  // namespace shoal::data
