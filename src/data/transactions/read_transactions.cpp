#include "data/transactions/missing_marks.hpp"
#include "data/transactions/transaction_readers.hpp"
#include "shoal/text.hpp"

namespace shoal {

ReadTransactionsResult read_transactions(ThreadPool& threads, const std::filesystem::path& path,
                                         const ReadTransactionsOptions& options, const LineChoice& choice) {
  return read_transactions(threads, std::vector{path}, options, choice);
}

ReadTransactionsResult read_transactions(ThreadPool& threads, const std::vector<std::filesystem::path>& paths,
                                         const ReadTransactionsOptions& options, const LineChoice& choice) {
  data::InputParts input = data::input_parts(paths, options.sheets);
  const std::string name = input.name;
  const data::InputKind kind = input.kind;
  if (kind == data::InputKind::npy) {
    throw Error(ErrorCode::data, "is a .npy matrix; transaction lines are CSV or Parquet", {}, name);
  }
  data::BadRowLog log(name, options.bad_rows, options.rejected, options.rejected_texts);
  ReadTransactionsResult result = kind == data::InputKind::parquet
                                      ? data::read_transactions_parquet(threads, std::move(input), options, choice, log)
                                      : data::read_transactions_csv(threads, std::move(input), options, choice, log);
  result.rejected = log.count();
  if (result.transactions.rows() == 0) {
    throw result.rejected == 0
        ? Error(ErrorCode::data, "holds column names, but no lines", {}, name)
        : Error(ErrorCode::data, "none of its " + grouped(result.rejected) + " lines can be read",
                "leave --bad-rows skip away to see what is wrong with the first one", name);
  }
  data::mark_missing(result.transactions, choice.missing, result.reading);
  log.commit();
  return result;
}

}  // namespace shoal
