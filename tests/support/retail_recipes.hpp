// The customers of Online Retail and the recipes of their reference tables.
#pragma once

#include <string>
#include <vector>

#include "shoal/table.hpp"

namespace shoal::test {

inline const std::string k_retail_reference = "online-retail/reference/";

/// Recency, Frequency and TotalSpend of every customer, from reference/rfm.csv of the shared data.
FeatureTable read_rfm();

/// A recipe of reference/kmeans_metrics.csv, and the preparation that says the same.
struct Recipe {
  std::string name, preparation;
};
const std::vector<Recipe>& retail_recipes();

}  // namespace shoal::test
