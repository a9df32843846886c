// Arrow's memory, counted against the memory budget of the process.
#pragma once

namespace arrow {
class MemoryPool;
}

namespace shoal::data {

/// malloc behind a counter: Arrow's own allocators keep what is freed, which a container counts. It throws std::bad_alloc where
/// another pool returns a status: Arrow ends the process over some of those (Result::ValueOrDie), and the parquet library passes
/// others on as damaged files. Thread-safe.
arrow::MemoryPool* counted_pool();

}  // namespace shoal::data
