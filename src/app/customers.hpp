// From a transaction file to customer features, with the stages told: the first half of the main job.
#pragma once

#include "app/session.hpp"
#include "shoal/features.hpp"
#include "shoal/transactions.hpp"

namespace shoal::app {

struct Shop {
  Transactions lines;
  Cleaned cleaned;
  CustomerFeatures customers;
  InputRecord input;  ///< what was read, for the record
  ShopRecord record;  ///< cleaning, dates and totals, for the record
};

/// Reads and cleans: `customers` and `record` are left empty.
Shop read_shop(Session& session, const PrepareOptions& options);

/// Reads, cleans and computes features.
Shop load_shop(Session& session, const PrepareOptions& options);

/// A feature table, and what the record keeps of its origin.
struct Customers {
  FeatureTable table;
  InputRecord input;
  ShopRecord record;
};

/// The customers of load_shop(), whose lines are let go.
Customers load_customers(Session& session, const PrepareOptions& options);

}  // namespace shoal::app
