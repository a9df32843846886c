// How the rows of one file stand to the columns of the table that it is a part of.
#pragma once

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "data/csv/csv_rows.hpp"

namespace shoal::data {

struct CsvLayout {
  CsvFormat format;
  std::int32_t fields = 0;  ///< of a row; -1: those that the first row has
  std::vector<std::int32_t>
      field_of;  ///< column of the table -> field of a row; -1: the file lacks it; empty: as they stand
  std::vector<std::string> constants;  ///< column of the table -> the value of every row, where the file lacks it
  std::string file;                    ///< what errors call it; empty: the name of the input
  std::size_t number = 0;              ///< among the parts
};

}  // namespace shoal::data
