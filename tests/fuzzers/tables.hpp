// Files with rows, read in every way that is open to users. The length of an input chooses the options, so that a corpus is one
// of plain files.
#pragma once

#include "input.hpp"
#include "shoal/table.hpp"
#include "shoal/threads.hpp"
#include "shoal/transactions.hpp"

namespace shoal::fuzz {

inline ThreadPool& one_thread() {
  static ThreadPool pool(1);
  return pool;
}

inline void read_as_table(const std::filesystem::path& path, std::size_t length) {
  ReadTableOptions options;
  options.allow_missing = length % 2 == 0;
  options.keep_float = length % 3 == 0;
  options.first_line = length % 5 == 0 ? FirstLine::data : length % 5 == 1 ? FirstLine::names : FirstLine::ask;
  if (length % 7 == 0) options.columns = {"a", "b"};
  if (length % 11 == 0) options.id_column = "a";
  try_to([&] {
    const FeatureTable table = read_table(one_thread(), path, options);
    if (table.cols() != std::visit([](const auto& own) { return own.cols(); }, table.values)) std::abort();
  });
}

inline void read_as_transactions(const std::filesystem::path& path, std::size_t length) {
  ReadTransactionsOptions options;
  options.bad_rows = length % 2 == 0 ? BadRows::skip : BadRows::fail;
  options.date_order = length % 3 == 0 ? DateOrder::day_first : DateOrder::month_first;
  try_to([&] {
    const Transactions lines = read_transactions(one_thread(), path, options).transactions;
    clean(lines, CleanOptions{length % 5 == 0, true, length % 5 == 1, length % 5 == 2, true});
  });
}

}  // namespace shoal::fuzz
