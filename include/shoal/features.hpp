// Customer features from transaction lines: recency, frequency, total spend, and behaviour.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shoal/table.hpp"
#include "shoal/threads.hpp"
#include "shoal/transactions.hpp"

namespace shoal {

/// Column names of the feature table, in this order.
///   recency_days        whole days from the last invoice to the snapshot, time of day counted, rounded down
///   frequency           distinct invoices
///   total_spend         sum of quantity x price, less what came back (Returns::net)
///   tenure_days         whole days from the first invoice to the snapshot
///   days_between_orders mean days between consecutive order days; NaN (missing) for a customer with one
///   basket_value        total_spend / frequency
///   items_per_order     units bought / frequency
///   distinct_products   distinct item codes
///   return_share        value of returned lines over total_spend + that value
///   bulk_share          share of what was bought, by value, on lines bought at a quantity-tier price (below the item's usual price, and
///                       that is the usual price of their quantity band)
///   reduced_share       share of what was bought, by value, on lines below the usual price of the same item and quantity band (bands are
///                       powers of two)
inline const std::vector<std::string> k_feature_names = {
    "recency_days",    "frequency",         "total_spend",  "tenure_days", "days_between_orders", "basket_value",
    "items_per_order", "distinct_products", "return_share", "bulk_share",  "reduced_share"};

/// How returns count in money. `net`: what a customer sent back is taken off what he bought, and never counts as an
/// order or a visit; who sent back all that he bought has no row. `gross`: only return_share knows of returns.
enum class Returns : std::uint8_t { net, gross };

struct FeatureOptions {
  std::optional<std::int64_t> as_of{};  ///< snapshot, seconds; default: last invoice of the cleaned lines + 1 day
  Returns returns = Returns::net;
};

struct CustomerFeatures {
  FeatureTable table;  ///< one row a customer with at least one kept line, ids ascending (numbers as numbers)
  std::int64_t as_of = 0;
  std::int64_t first_time = 0, last_time = 0;  ///< of the kept lines
  std::vector<std::int32_t> customer_row;      ///< code in Transactions::customer -> row of the table, -1 = none
  Returns returns = Returns::net;
  std::int64_t sent_all_back = 0;  ///< customers without a row, for they sent back all that they bought
};

/// O(n log n) time at most, O(customers + items) memory beside the lines. Sums run in file order: equal for any number
/// of threads. Error{data} for an as-of date before the last invoice.
CustomerFeatures customer_features(ThreadPool& threads, const Transactions& lines, const Cleaned& cleaned,
                                   const FeatureOptions& options);

/// The last step of the waterfall: what is left, and its revenue, once customers who sent back all are left out and the
/// returns of the others are taken off. `removed` counts the lines of those customers. O(n).
CleaningStep net_of_returns(const Transactions& lines, const Cleaned& cleaned, const CustomerFeatures& customers);

}  // namespace shoal
