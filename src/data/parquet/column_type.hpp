// The type of a column as Arrow has it.
#pragma once

#include <memory>

#include "shoal/table.hpp"

namespace arrow {
class DataType;
}

namespace shoal {

struct ColumnType {
  std::shared_ptr<arrow::DataType> arrow;  ///< of the values, where a dictionary codes them
};

}  // namespace shoal
