// From a transaction file to customer features, with the stages told and recorded: the first half of the main job.
#pragma once

#include "app/session.hpp"
#include "shoal/features.hpp"
#include "shoal/transactions.hpp"

namespace shoal::app {

struct Shop {
  Transactions lines;
  Cleaned cleaned;
  CustomerFeatures customers;
};

/// Reads, cleans and computes features; fills input, cleaning, dates and totals of the record.
Shop load_shop(Session& session, const PrepareOptions& options);

}  // namespace shoal::app
