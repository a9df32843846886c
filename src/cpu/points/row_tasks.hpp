// Cuts a pass over rows into tasks for threads, and tasks into steps whose results stay in the first cache. The cuts depend
// only on the shape of the data.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cpu/kernels/kernels.hpp"
#include "shoal/device.hpp"

namespace shoal::cpu {

/// With fewer values to compare (about 0.1 ms on one core), handing tasks to threads costs more than it saves.
inline constexpr double k_inline_work = 1e6;
/// A task compares about this many values: enough to hide the hand-over, few enough to keep all threads busy to the end.
inline constexpr std::int64_t k_task_work = 1 << 23;

inline std::int64_t blocks_of(std::int64_t rows) { return (rows + k_block_rows - 1) / k_block_rows; }

/// Runs body(task, worker) for every task, on the calling thread when `work` is small.
template <class Body>
void run_tasks(ThreadPool& threads, std::int64_t tasks, double work, const Body& body) {
  if (tasks <= 1 || work < k_inline_work) {
    for (std::int64_t task = 0; task < tasks; ++task) body(task, 0);
  } else {
    threads.run(tasks, body);
  }
}

/// A part of a task: whole blocks. Only the rows in [begin, end) count.
struct RowStep {
  std::int64_t first_row;  ///< the first row of the first block
  std::int64_t blocks;
  std::int64_t begin, end;
  std::int64_t rows() const { return end - begin; }
  /// The place of the first row that counts in the results of the blocks.
  std::int64_t offset() const { return begin - first_row; }
};

/// Runs body(step, worker) for steps that cover `rows`. Each lies between two consecutive multiples of k_step_rows.
/// row_work: values
/// compared for one row.
template <class Body>
void for_row_steps(ThreadPool& threads, RowRange rows, std::int64_t row_work, const Body& body) {
  const std::int64_t first_step = rows.begin / k_step_rows;
  const std::int64_t end_step = (rows.end + k_step_rows - 1) / k_step_rows;
  const std::int64_t steps_per_task =
      std::clamp<std::int64_t>(k_task_work / std::max<std::int64_t>(1, row_work) / k_step_rows, 1, 64);
  const std::int64_t tasks = (end_step - first_step + steps_per_task - 1) / steps_per_task;
  const double work = static_cast<double>(rows.end - rows.begin) * static_cast<double>(row_work);
  run_tasks(threads, tasks, work, [&](std::int64_t task, int worker) {
    const std::int64_t first = first_step + task * steps_per_task;
    for (std::int64_t s = first; s < std::min(end_step, first + steps_per_task); ++s) {
      const std::int64_t begin = std::max(rows.begin, s * k_step_rows);
      const std::int64_t end = std::min(rows.end, (s + 1) * k_step_rows);
      const std::int64_t first_row = begin / k_block_rows * k_block_rows;
      body(RowStep{first_row, blocks_of(end - first_row), begin, end}, worker);
    }
  });
}

}  // namespace shoal::cpu
