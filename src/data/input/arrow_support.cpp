#include "data/input/arrow_support.hpp"

#include <arrow/compute/initialize.h>
#include <arrow/status.h>

#include "shoal/error.hpp"

namespace shoal::data {

void initialize_arrow() {
  static const arrow::Status status = arrow::compute::Initialize();
  check_arrow(status, "Arrow");
}

void check_arrow(const arrow::Status& status, const std::string& where) {
  if (status.ok()) return;
  if (status.IsOutOfMemory()) {
    throw Error(ErrorCode::memory, "does not fit into memory", "use a machine with more memory or a smaller file",
                where);
  }
  throw Error(ErrorCode::data, "cannot be read: " + status.message(), "write the file anew", where);
}

}  // namespace shoal::data
