#include <algorithm>

#include "shoal/error.hpp"
#include "shoal/table.hpp"
#include "shoal/text.hpp"

namespace shoal {

std::vector<std::int64_t> FeatureTable::columns(const std::vector<std::string>& wanted) const {
  std::vector<std::int64_t> places;
  for (const auto& name : wanted) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      const auto near = nearest_word(name, names);
      throw Error(ErrorCode::usage,
                  "no column \"" + name + "\"" + (near.empty() ? "" : "; did you mean \"" + near + "\"?"),
                  "name one of the columns that there are", "", join(names, ", "));
    }
    places.push_back(found - names.begin());
  }
  return places;
}

FeatureTable FeatureTable::select(const std::vector<std::string>& wanted) const {
  const auto places = columns(wanted);
  FeatureTable table{id_name, ids, wanted, Matrix<double>(rows(), static_cast<std::int64_t>(wanted.size()))};
  for (std::int64_t i = 0; i < rows(); ++i) {
    for (std::size_t j = 0; j < places.size(); ++j)
      table.values(i, static_cast<std::int64_t>(j)) = values(i, places[j]);
  }
  return table;
}

}  // namespace shoal
