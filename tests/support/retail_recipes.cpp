#include "retail_recipes.hpp"

#include <cstdlib>

#include "number_file.hpp"
#include "shared_data.hpp"

namespace shoal::test {

FeatureTable read_rfm() {
  const auto cells = read_cells(shared_data_dir() / k_retail_reference / "rfm.csv");
  const auto n = static_cast<std::int64_t>(cells.size()) - 1;
  FeatureTable table{{"CustomerID", {}, {"Recency", "Frequency", "TotalSpend"}}, Matrix<double>(n, 3)};
  for (std::int64_t i = 0; i < n; ++i) {
    const auto& row = cells[static_cast<std::size_t>(i) + 1];
    table.ids.push_back(row[0]);
    for (std::int64_t j = 0; j < 3; ++j) {
      table.doubles()(i, j) = std::strtod(row[static_cast<std::size_t>(j) + 1].c_str(), nullptr);
    }
  }
  return table;
}

const std::vector<Recipe>& retail_recipes() {
  static const std::vector<Recipe> recipes = {
      {"a_raw_std", "standardise"},
      {"b_log1p_std", "log1p,standardise"},
      {"c_winsor1_99_std", "winsorise:0.01,standardise"},
      {"c5_winsor5_95_std", "winsorise:0.05,standardise"},
      {"d1_drop_z3_std", "drop-z:3,standardise"},
      {"d2_drop_iqr_std", "drop-iqr:1.5,standardise"},
      {"d3_drop_iqr_FM_std", "drop-iqr:1.5@Frequency+TotalSpend,standardise"},
      {"e_minmax", "min-max"},
      {"e2_log1p_minmax", "log1p,min-max"},
      {"e3_winsor1_99_minmax", "winsorise:0.01,min-max"},
      {"e4_drop_z3_minmax", "drop-z:3,min-max"},
      {"e5_drop_iqr_minmax", "drop-iqr:1.5,min-max"},
      {"f_raw_unscaled", "none"},
      {"f2_drop_iqr_unscaled", "drop-iqr:1.5"},
  };
  return recipes;
}

}  // namespace shoal::test
