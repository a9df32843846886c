#include "data/transactions/column_roles.hpp"

#include <algorithm>

#include "data/input/clock.hpp"
#include "data/input/date_form.hpp"
#include "data/input/numbers.hpp"
#include "data/input/written_date.hpp"
#include "data/transactions/known_exports.hpp"
#include "data/transactions/role_evidence.hpp"
#include "data/transactions/role_questions.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"
#include "shoal/transactions.hpp"

namespace shoal {

const std::vector<std::string>& transaction_roles() {
  static const std::vector<std::string> roles = [] {
    std::vector<std::string> names;
    for (std::size_t r = 0; r < data::k_roles; ++r) names.emplace_back(names_of(static_cast<data::Role>(r)).name);
    return names;
  }();
  return roles;
}

namespace data {
namespace {

/// A date without a time.
bool is_day(std::string_view text) {
  const auto time = parse_written(text, DateOrder::day_first, false);
  return time ? time->seconds % 86400 == 0
              : parse_time(text, {DateKind::excel, DateOrder::day_first, false, {}}) &&
                    text.find_first_of(".,") == text.npos;
}
bool is_clock(std::string_view text) { return parse_clock(text).has_value(); }

[[noreturn]] void throw_two(const std::string& name, const std::vector<std::string>& columns, const std::string& file) {
  throw Error(ErrorCode::data, "two columns are called \"" + name + "\"", "rename one of them", file,
              "columns: " + join(columns, ", "));
}

/// One search for the columns of a file.
class Search {
 public:
  Search(const ColumnSample& sample, const std::map<std::string, std::string>& given, const LineChoice& choice,
         const std::string& file)
      : sample_(sample), given_(given), choice_(choice), file_(file) {
    for (const std::string& name : sample.names) folded_.push_back(folded_header(name));
    roles_.fill(-1);
  }

  FoundRoles operator()() {
    take_given();
    known_ = known_export(folded_);
    if (known_) take_known();
    for (std::size_t r = 0; r < k_roles; ++r) take_by_name(static_cast<Role>(r));
    settle();
    ask_for_missing(sample_, roles_, none_, file_);
    if (!known_) ask_about_amounts(sample_, roles_, given_, file_);
    if (known_ && known_->sales) ask_for_sales(sample_, *known_, choice_, file_);
    settle_order_total();
    FoundRoles found{roles_, false, known_ ? -1 : claimed_total(), {}};
    const std::int32_t customer = of(Role::customer);
    found.fill_down = of(Role::invoice) >= 0 && ((known_ && known_->fill_down) ||
                                                 within_orders(sample_, roles_, customer) == WithinOrders::first_alone);
    say(found);
    return found;
  }

 private:
  std::int32_t& of(Role role) { return roles_[static_cast<std::size_t>(role)]; }

  void take_given() {
    const auto& names = transaction_roles();
    for (const auto& [role, name] : given_) {
      const auto at = std::find(names.begin(), names.end(), role);
      if (at == names.end()) throw_no_role(role);
      const auto r = static_cast<std::size_t>(at - names.begin());
      none_[r] = name.empty();
      if (name.empty()) continue;
      const std::int32_t column = column_called(name);
      if (column < 0) throw_no_column(role, name, sample_.names, file_);
      roles_[r] = column;
    }
    if (of(Role::total) >= 0 && of(Role::order_total) >= 0) {
      throw Error(ErrorCode::usage, "an amount is of the line or of the order, not both",
                  "give total=NAME or order_total=NAME", "--column");
    }
  }

  /// The number of the column called `name`: exactly, else folded; -1 if there is none.
  std::int32_t column_called(const std::string& name) const {
    const std::int32_t exact = only(sample_.names, name);
    return exact >= 0 ? exact : only(folded_, folded_header(name));
  }
  std::int32_t only(const std::vector<std::string>& names, const std::string& name) const {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) return -1;
    if (std::find(at + 1, names.end(), name) != names.end()) {
      throw_two(sample_.names[static_cast<std::size_t>(at - names.begin())], sample_.names, file_);
    }
    return static_cast<std::int32_t>(at - names.begin());
  }

  void take_known() {
    for (const auto& [role, names] : known_->roles) {
      const auto r = static_cast<std::size_t>(role);
      if (roles_[r] >= 0 || none_[r]) continue;
      const std::int32_t column = first_of(names, folded_);
      if (column < 0 || (role == Role::description && column == of(Role::item))) {
        none_[r] = *names == '\0' || role == Role::description;
        continue;
      }
      roles_[r] = column;
    }
  }

  /// A column that was given another role is not taken twice.
  void take_by_name(Role role) {
    const auto r = static_cast<std::size_t>(role);
    if (roles_[r] >= 0 || none_[r]) return;
    // A total replaces quantity x price: it is looked for where there is no price.
    if (role == Role::total && (of(Role::price) >= 0 || of(Role::order_total) >= 0)) return;
    if (role == Role::price && (of(Role::total) >= 0 || of(Role::order_total) >= 0)) return;
    std::int32_t first = -1;
    for (const std::string& alias : names_of(role).aliases) {
      const std::int32_t column = column_called(alias);
      if (column < 0 || !is_free(roles_, static_cast<std::size_t>(column))) continue;
      if (first < 0) first = column;
      if (!fits(role, column)) continue;
      roles_[r] = column;
      return;
    }
    if (role != Role::time) roles_[r] = first;
  }

  bool fits(Role role, std::int32_t column) {
    if (sample_.rows() == 0) return role != Role::time;
    const auto& values = sample_.of(column);
    if (role == Role::time) {
      const bool days = of(Role::date) >= 0 && all_like(sample_.of(of(Role::date)), is_day);
      return days && 2 * std::ranges::count_if(values, is_clock) > std::ssize(values);
    }
    if (role == Role::date) return any_like(values, may_be_date);
    if (role == Role::quantity || role == Role::price || role == Role::total) return any_like(values, may_be_number);
    return std::ranges::any_of(values, [](std::string_view text) { return !is_missing(text); });
  }

  void settle() {
    if (of(Role::total) >= 0 || of(Role::order_total) >= 0) of(Role::price) = -1;
    if (of(Role::item) < 0 && !none_[static_cast<std::size_t>(Role::item)]) {
      std::swap(of(Role::item), of(Role::description));
    }
  }

  std::int32_t claimed_total() const {
    if (column_of(roles_, Role::price) < 0 || sample_.rows() == 0) return -1;
    for (const std::string& alias : names_of(Role::total).aliases) {
      const std::int32_t column = first_of(alias, folded_);
      if (column >= 0 && is_free(roles_, static_cast<std::size_t>(column)) &&
          all_like(sample_.of(column), may_be_number) &&
          within_orders(sample_, roles_, column) == WithinOrders::differs) {
        return column;
      }
    }
    return -1;
  }

  /// An amount on the first line of an order alone is that of the order.
  void settle_order_total() {
    const std::int32_t total = of(Role::total);
    if (total < 0 || given_.contains("total")) return;
    if (within_orders(sample_, roles_, total) != WithinOrders::first_alone) return;
    of(Role::order_total) = total;
    of(Role::total) = -1;
  }

  void say(FoundRoles& found) {
    auto& decisions = found.reading.decisions;
    if (known_) decisions.push_back({"export", known_->name, ""});
    for (const std::string& role : transaction_roles()) {
      const auto r = static_cast<std::size_t>(&role - transaction_roles().data());
      if (roles_[r] < 0) continue;
      const std::string& name = sample_.names[static_cast<std::size_t>(roles_[r])];
      decisions.push_back({role, name, column_option(static_cast<Role>(r), name)});
    }
    const bool items = of(Role::item) >= 0;
    if (of(Role::invoice) < 0) {
      decisions.push_back(
          {"invoice", items ? "none: what a customer bought at one time is an order" : "none: each line is an order",
           "--column invoice="});
    }
    if (of(Role::quantity) < 0) {
      decisions.push_back(
          {"quantity", of(Role::price) >= 0 ? "none: each line is one piece" : "none", "--column quantity="});
    }
    if (found.fill_down) {
      decisions.push_back({"customers", "of an order's first line, for its other lines too where they have none", ""});
    }
  }

  const ColumnSample& sample_;
  const std::map<std::string, std::string>& given_;
  const LineChoice& choice_;
  const std::string& file_;
  std::vector<std::string> folded_;
  RoleColumns roles_;
  std::array<bool, k_roles> none_{};  ///< no column is to play this role
  const KnownExport* known_ = nullptr;
};

}  // namespace

bool is_free(const RoleColumns& roles, std::size_t column) {
  return std::find(roles.begin(), roles.end(), static_cast<std::int32_t>(column)) == roles.end();
}

FoundRoles find_roles(const ColumnSample& sample, const std::map<std::string, std::string>& given,
                      const LineChoice& choice, const std::string& file) {
  return Search(sample, given, choice, file)();
}

bool has_roles(const std::vector<std::string>& columns, const std::map<std::string, std::string>& given) {
  try {
    find_roles({columns, {}}, given, {}, {});
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::map<std::string, std::string> role_map(const RoleColumns& roles, const std::vector<std::string>& columns) {
  std::map<std::string, std::string> map;
  for (std::size_t r = 0; r < k_roles; ++r) {
    if (roles[r] >= 0) map[transaction_roles()[r]] = columns[static_cast<std::size_t>(roles[r])];
  }
  return map;
}

std::string column_option(Role role, const std::string& column) {
  const std::string role_is = std::string(names_of(role).name) + "=";
  // Blanks are common in names: between quotes they read better than by shell_word().
  const bool quotes = column.find(' ') != std::string::npos && column.find_first_of("\"$`\\!'") == std::string::npos;
  return "--column " + (quotes ? role_is + "\"" + column + "\"" : shell_word(role_is + column));
}

}  // namespace data
}  // namespace shoal
