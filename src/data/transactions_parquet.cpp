#include "data/transaction_readers.hpp"

namespace shoal::data {

ReadTransactionsResult read_transactions_parquet(ThreadPool&, const std::filesystem::path& path,
                                                 const ReadTransactionsOptions&, BadRowLog&) {
  throw Error(ErrorCode::internal, "Parquet is not read yet", {}, path.string());
}

}  // namespace shoal::data
