#include "segments/favourites.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "data/transactions/product_codes.hpp"
#include "segments/product_names.hpp"
#include "segments/receipt_groups.hpp"
#include "segments/returns.hpp"
#include "segments/seen.hpp"
#include "shoal/matrix.hpp"

namespace shoal::detail {
namespace {

constexpr std::size_t k_most = 3;

/// Choices: customers who bought an item, each counted once.
struct Choices {
  Matrix<double> of_item;          ///< items x segments
  std::vector<double> of_segment;  ///< over all items
  double all = 0.0;
};

Choices count_choices(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                      const Population& population, std::size_t segments) {
  Choices choices{Matrix<double>(static_cast<std::int64_t>(lines.item.size()), static_cast<std::int64_t>(segments)),
                  std::vector<double>(segments), 0.0};
  const ReceiptGroups by_customer(lines, cleaned);
  Seen items(lines.item.size());
  for (std::size_t code = 0; code < by_customer.size(); ++code) {
    const std::int32_t row = customers.customer_row[code];
    if (row < 0 || population.label(row) < 0) continue;
    for (const std::uint32_t receipt : by_customer[code]) {
      const LineRange range = lines.lines_of(receipt);
      for (std::size_t line = range.begin; line < range.end; ++line) {
        const LineKind& kind = lines.kind_of(line);
        if (cleaned.state[line] != LineState::kept || kind.item < 0 || is_return(kind)) continue;
        if (items.first(kind.item, static_cast<std::int32_t>(code)))
          choices.of_item(kind.item, population.label(row)) += 1.0;
      }
    }
  }
  return choices;
}

void leave_out_non_products(const Transactions& lines, Choices& choices) {
  const std::int64_t segments = choices.of_item.cols();
  for (std::int64_t item = 0; item < choices.of_item.rows(); ++item) {
    double* row = choices.of_item.row(item);
    if (data::is_non_product_code(std::string(lines.item[static_cast<std::size_t>(item)])))
      std::fill_n(row, segments, 0.0);
    for (std::int64_t s = 0; s < segments; ++s) {
      choices.of_segment[static_cast<std::size_t>(s)] += row[s];
      choices.all += row[s];
    }
  }
}

/// The lift of an item in a segment; 0 where it is not to be listed.
double lift_of(const Choices& choices, std::int64_t item, std::size_t segment, double members) {
  const double bought = choices.of_item(item, static_cast<std::int64_t>(segment));
  if (bought < k_fewest || bought < k_support * members) return 0.0;
  double everyone = 0.0;
  for (std::int64_t s = 0; s < choices.of_item.cols(); ++s) everyone += choices.of_item(item, s);
  const double part = choices.of_segment[segment] / choices.all;
  const double expected = everyone * part;
  const double deviation =
      std::sqrt(expected * (1.0 - part) * (choices.all - everyone) / std::max(1.0, choices.all - 1.0));
  const double lift = bought / expected;
  return lift >= k_least_lift && bought - expected >= k_deviations * deviation ? lift : 0.0;
}

}  // namespace

void add_favourites(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                    const Population& population, std::vector<Segment>& segments) {
  if (lines.rows() == 0) return;
  Choices choices = count_choices(customers, lines, cleaned, population, segments.size());
  leave_out_non_products(lines, choices);
  const std::vector<std::string> names = product_names(lines, cleaned);
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const auto members = static_cast<double>(segments[s].size);
    std::vector<Favourite> found;
    for (std::int64_t item = 0; item < choices.of_item.rows(); ++item) {
      const double lift = lift_of(choices, item, s, members);
      if (lift == 0.0) continue;
      const double bought = choices.of_item(item, static_cast<std::int64_t>(s));
      found.push_back({names[static_cast<std::size_t>(item)], bought / members, lift});
    }
    std::ranges::stable_sort(found, [](const Favourite& a, const Favourite& b) { return a.lift > b.lift; });
    found.resize(std::min(found.size(), k_most));
    segments[s].favourites = std::move(found);
  }
}

}  // namespace shoal::detail
