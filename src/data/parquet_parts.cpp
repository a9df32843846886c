#include "data/parquet_parts.hpp"

#include <arrow/io/file.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <parquet/arrow/reader.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/input_file.hpp"
#include "data/arrow_support.hpp"
#include "data/cancellation.hpp"
#include "data/input_kind.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t k_batch_rows = 32768;

/// One open part.
struct Part {
  std::unique_ptr<parquet::arrow::FileReader> reader;
  std::shared_ptr<arrow::Schema> schema;
};

/// parquet throws in some places and returns a status in others.
arrow::Status open_status(const std::shared_ptr<arrow::io::ReadableFile>& file, Part& part) {
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  parquet::ArrowReaderProperties properties;
  properties.set_batch_size(k_batch_rows);
  properties.set_use_threads(false);
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Open(file));
  builder.properties(properties);
  ARROW_ASSIGN_OR_RAISE(part.reader, builder.Build());
  return part.reader->GetSchema(&part.schema);
  END_PARQUET_CATCH_EXCEPTIONS
}

[[noreturn]] void throw_damaged(const std::string& where, const std::string& reason) {
  throw Error(ErrorCode::data, "cannot be read as Parquet: " + reason.substr(0, reason.find('\n')),
              "check that it is a whole Parquet file; write or copy it again", where);
}

Part open_part(const fs::path& path) {
  detail::InputFile readable(path);  // for its error messages
  char magic[4];
  const std::size_t got = readable.read(magic);
  if (got == 0) throw Error(ErrorCode::data, "is empty", "give a Parquet file with data", path.string());
  if (std::string_view(magic, got) != "PAR1") throw_damaged(path.string(), "it does not begin with PAR1");
  auto file = arrow_value(arrow::io::ReadableFile::Open(path.string()), path.string());
  Part part;
  if (const arrow::Status status = open_status(file, part); !status.ok())
    throw_damaged(path.string(), status.message());
  return part;
}

/// The leaf columns that make up the top-level columns with these names, in that order.
std::vector<int> leaves_of(const Part& part, const std::vector<std::string>& names, const std::string& where) {
  const parquet::SchemaDescriptor& schema = *part.reader->parquet_reader()->metadata()->schema();
  std::vector<int> leaves;
  for (const std::string& name : names) {
    const std::size_t before = leaves.size();
    for (int leaf = 0; leaf < schema.num_columns(); ++leaf) {
      if (schema.GetColumnRoot(leaf)->name() == name) leaves.push_back(leaf);
    }
    if (leaves.size() == before) {
      throw Error(ErrorCode::data, "the part lacks the column \"" + name + "\" of the first part",
                  "put only parts of one table into the folder", where);
    }
  }
  return leaves;
}

arrow::Status read_batches(const Part& part, const std::vector<int>& leaves, const std::vector<std::string>& names,
                           const std::function<void(const arrow::RecordBatch&)>& visit) {
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  std::vector<int> row_groups(static_cast<std::size_t>(part.reader->num_row_groups()));
  for (std::size_t g = 0; g < row_groups.size(); ++g) row_groups[g] = static_cast<int>(g);
  ARROW_ASSIGN_OR_RAISE(auto reader, part.reader->GetRecordBatchReader(row_groups, leaves));
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const auto batch, reader->Next());
    if (batch == nullptr) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(batch->ValidateFull());
    std::vector<int> order;
    for (const std::string& name : names) order.push_back(batch->schema()->GetFieldIndex(name));
    ARROW_ASSIGN_OR_RAISE(const auto ordered, batch->SelectColumns(order));
    visit(*ordered);
  }
  END_PARQUET_CATCH_EXCEPTIONS
}

bool is_numeric_type(const arrow::DataType& type) {
  return arrow::is_integer(type.id()) || arrow::is_floating(type.id()) || arrow::is_decimal(type.id());
}

}  // namespace

ParquetParts::ParquetParts(const fs::path& path) : name_(path.string()), parts_(parquet_parts(path)) {
  initialize_arrow();
  for (const fs::path& path_of_part : parts_) {
    const Part part = open_part(path_of_part);
    if (&path_of_part != &parts_.front()) continue;
    for (const auto& field : part.schema->fields()) {
      columns_.push_back(field->name());
      numeric_.push_back(is_numeric_type(*field->type()));
    }
  }
}

ParquetParts::~ParquetParts() = default;

std::int64_t ParquetParts::read_part(const fs::path& path, const std::vector<std::int32_t>& columns,
                                     const std::function<void(const ParquetBatch&)>& visit) const {
  const std::string file = path.string();
  const Part part = open_part(path);
  std::vector<std::string> names;
  for (const std::int32_t column : columns) names.push_back(columns_[static_cast<std::size_t>(column)]);
  std::int64_t rows = 0;
  const auto on_batch = [&](const arrow::RecordBatch& batch) {
    visit({file, rows + 1, batch});
    rows += batch.num_rows();
  };
  const arrow::Status status = read_batches(part, leaves_of(part, names, file), names, on_batch);
  if (!status.ok()) throw_damaged(file, status.message());
  return rows;
}

InputInfo ParquetParts::read(ThreadPool& threads, const std::vector<std::int32_t>& columns,
                             const std::function<void(const ParquetBatch&)>& visit) {
  InputInfo info{name_, 0, 0, {}};
  threads.run(2, [&](std::int64_t task, int) {
    if (task == 0) {
      const auto visit_on = [&](const ParquetBatch& batch) {
        check_cancelled(threads);
        visit(batch);
      };
      for (const fs::path& part : parts_) info.rows += read_part(part, columns, visit_on);
      return;
    }
    detail::Sha256 digest;
    std::vector<char> buffer(std::size_t{1} << 18);
    for (const fs::path& part : parts_) {
      detail::InputFile file(part);
      while (const std::size_t got = file.read(buffer)) {
        check_cancelled(threads);
        digest.update({buffer.data(), got});
        info.bytes += static_cast<std::int64_t>(got);
      }
    }
    info.sha256 = digest.hexadecimal();
  });
  return info;
}

}  // namespace shoal::data
