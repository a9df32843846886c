#include "data/parquet/parquet_parts.hpp"

#include <arrow/array/util.h>
#include <arrow/io/file.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <parquet/arrow/reader.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <exception>
#include <functional>
#include <limits>

#include "base/input_file.hpp"
#include "data/input/arrow_pool.hpp"
#include "data/input/arrow_support.hpp"
#include "data/input/turnstile.hpp"
#include "data/parquet/column_type.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t k_batch_rows = 32768;

/// Whether a column of texts is stored as codes into few distinct ones, not as the texts themselves.
bool is_coded(const parquet::ColumnChunkMetaData& column) {
  if (column.type() != parquet::Type::BYTE_ARRAY) return false;
  return std::ranges::none_of(column.encoding_stats(), [](const parquet::PageEncodingStats& pages) {
    const bool data =
        pages.page_type == parquet::PageType::DATA_PAGE || pages.page_type == parquet::PageType::DATA_PAGE_V2;
    return data && pages.encoding != parquet::Encoding::RLE_DICTIONARY &&
           pages.encoding != parquet::Encoding::PLAIN_DICTIONARY;
  });
}

/// parquet throws in some places and returns a status in others. `metadata`: nullptr, or the footer as read before.
arrow::Status open_status(const fs::path& path, const std::shared_ptr<parquet::FileMetaData>& metadata,
                          std::unique_ptr<parquet::arrow::FileReader>& reader) {
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path.string(), counted_pool()));
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Open(std::move(file), parquet::ReaderProperties(counted_pool()), metadata));
  parquet::ArrowReaderProperties properties;
  properties.set_batch_size(k_batch_rows);
  properties.set_use_threads(false);
  properties.set_pre_buffer(false);  // it reads ahead in threads of its own, more than a group needs
  const parquet::FileMetaData& footer = *builder.raw_reader()->metadata();
  for (int leaf = 0; leaf < footer.num_columns() && footer.num_row_groups() > 0; ++leaf) {
    properties.set_read_dictionary(leaf, is_coded(*footer.RowGroup(0)->ColumnChunk(leaf)));
  }
  builder.memory_pool(counted_pool())->properties(properties);
  ARROW_ASSIGN_OR_RAISE(reader, builder.Build());
  END_PARQUET_CATCH_EXCEPTIONS
  return arrow::Status::OK();
}

[[noreturn]] void throw_damaged(const std::string& where, const std::string& reason) {
  throw Error(ErrorCode::data, "cannot be read as Parquet: " + reason.substr(0, reason.find('\n')),
              "check that it is a whole Parquet file; write or copy it again", where);
}

std::unique_ptr<parquet::arrow::FileReader> open_reader(const fs::path& path,
                                                        const std::shared_ptr<parquet::FileMetaData>& metadata) {
  std::unique_ptr<parquet::arrow::FileReader> reader;
  if (const arrow::Status status = open_status(path, metadata, reader); !status.ok()) {
    throw_damaged(path.string(), status.message());
  }
  return reader;
}

void check_magic(const fs::path& path) {
  detail::InputFile readable(path);  // for its error messages
  char magic[4];
  const std::size_t got = readable.read(magic);
  if (got == 0) throw Error(ErrorCode::data, "is empty", "give a Parquet file with data", path.string());
  if (std::string_view(magic, got) != "PAR1") throw_damaged(path.string(), "it does not begin with PAR1");
}

/// The leaf columns that make up the top-level columns with these names, in that order.
std::vector<int> leaves_of(const parquet::SchemaDescriptor& schema, const std::vector<std::string>& names,
                           const std::string& where) {
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

arrow::Status read_batches(parquet::arrow::FileReader& file, int row_group, const std::vector<int>& leaves,
                           const std::vector<std::string>& names,
                           const std::function<void(const arrow::RecordBatch&)>& visit,
                           std::int64_t most = std::numeric_limits<std::int64_t>::max()) {
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  ARROW_ASSIGN_OR_RAISE(auto reader, file.GetRecordBatchReader({row_group}, leaves));
  for (std::int64_t done = 0; done < most; ++done) {
    ARROW_ASSIGN_OR_RAISE(const auto batch, reader->Next());
    if (batch == nullptr) break;
    ARROW_RETURN_NOT_OK(batch->ValidateFull());
    std::vector<int> order;
    for (const std::string& name : names) order.push_back(batch->schema()->GetFieldIndex(name));
    ARROW_ASSIGN_OR_RAISE(const auto ordered, batch->SelectColumns(order));
    visit(*ordered);
  }
  return arrow::Status::OK();
  END_PARQUET_CATCH_EXCEPTIONS
}

/// Of the values, where a dictionary codes them.
std::shared_ptr<const ColumnType> value_type(std::shared_ptr<arrow::DataType> type) {
  if (type->id() == arrow::Type::DICTIONARY) type = static_cast<const arrow::DictionaryType&>(*type).value_type();
  return std::make_shared<ColumnType>(ColumnType{std::move(type)});
}

}  // namespace

/// One file.
struct ParquetParts::Part {
  fs::path path;
  std::shared_ptr<parquet::FileMetaData> metadata;
  std::vector<FolderKey> keys;
};

ParquetParts::ParquetParts(InputParts input) : input_(std::move(input)) {
  initialize_arrow();
  for (const InputPart& part : input_.parts) {
    check_magic(part.file);
    const auto reader = open_reader(part.file, nullptr);
    parts_.push_back({part.file, reader->parquet_reader()->metadata(), part.keys});
    if (parts_.size() > 1) {
      note_other_columns(parts_.back());
      continue;
    }
    std::shared_ptr<arrow::Schema> schema;
    if (const arrow::Status status = reader->GetSchema(&schema); !status.ok()) {
      throw_damaged(part.file.string(), status.message());
    }
    for (const auto& field : schema->fields()) {
      columns_.push_back(field->name());
      types_.push_back(value_type(field->type()));
    }
    for (const FolderKey& key : part.keys) {
      if (std::ranges::find(columns_, key.name) != columns_.end()) continue;
      columns_.push_back(key.name);
      keys_.push_back(key.name);
      types_.push_back(value_type(arrow::utf8()));
    }
  }
}

ParquetParts::~ParquetParts() = default;

void ParquetParts::note_other_columns(const Part& part) {
  const parquet::schema::GroupNode& root = *part.metadata->schema()->group_node();
  for (int i = 0; i < root.field_count(); ++i) {
    const std::string& name = root.field(i)->name();
    if (std::ranges::find(columns_, name) == columns_.end()) ++others_[name];
  }
}

std::int64_t ParquetParts::rows() const {
  std::int64_t rows = 0;
  for (const Part& part : parts_) rows += part.metadata->num_rows();
  return rows;
}

std::int64_t ParquetParts::bytes() const {
  std::int64_t bytes = 0;
  for (const Part& part : parts_) bytes += static_cast<std::int64_t>(fs::file_size(part.path));
  return bytes;
}

void ParquetParts::first_rows(const std::function<void(const arrow::RecordBatch&)>& visit) const {
  constexpr std::int64_t k_first = 2000;
  std::vector<std::string> names;
  for (const std::string& name : columns_) {
    if (std::ranges::find(keys_, name) == keys_.end()) names.push_back(name);
  }
  for (const Part& part : parts_) {
    if (part.metadata->num_rows() == 0) continue;
    const std::string file = part.path.string();
    const std::vector<int> leaves = leaves_of(*part.metadata->schema(), names, file);
    const auto reader = open_reader(part.path, part.metadata);
    reader->set_batch_size(k_first);
    const arrow::Status status = read_batches(*reader, 0, leaves, names, visit, 1);
    if (!status.ok()) throw_damaged(file, status.message());
    return;
  }
}

/// One reading of all row groups.
class ParquetParts::Run {
 public:
  Run(const ParquetParts& table, const std::vector<std::int32_t>& columns, ParquetSink& sink) : sink_(sink) {
    for (const std::int32_t column : columns) {
      const std::string& name = table.columns_[static_cast<std::size_t>(column)];
      const bool key = std::ranges::find(table.keys_, name) != table.keys_.end();
      (key ? keys_ : names_).push_back(name);
      in_order_.push_back(name);
    }
    for (const Part& part : table.parts_) {
      std::int64_t first_row = 1;
      for (int g = 0; g < part.metadata->num_row_groups(); ++g) {
        groups_.push_back({part, g, first_row});
        first_row += part.metadata->RowGroup(g)->num_rows();
      }
    }
  }

  std::int64_t groups() const { return static_cast<std::int64_t>(groups_.size()); }
  std::int64_t rows() const { return rows_; }

  /// Takes the next group: a group once taken gets its turn.
  void next_group(ThreadPool& threads) {
    const std::int64_t ticket = tickets_.fetch_add(1);
    std::deque<std::unique_ptr<ParquetPart>> waiting;
    std::int64_t rows = 0;
    std::exception_ptr failure;
    try {
      decode(groups_[static_cast<std::size_t>(ticket)], [&](const ParquetBatch& batch) {
        threads.check();
        waiting.push_back(sink_.convert(batch));
        rows += batch.batch.num_rows();
        if (turns_.is_turn(ticket)) append(waiting);
      });
    } catch (...) {
      failure = std::current_exception();
    }
    if (!turns_.wait(ticket)) return;
    try {
      append(waiting);
      if (failure) std::rethrow_exception(failure);
    } catch (...) {
      turns_.fail();
      throw;
    }
    rows_ += rows;
    turns_.pass();
  }

 private:
  struct Group {
    const Part& part;
    int number;
    std::int64_t first_row;
  };

  void decode(const Group& group, const std::function<void(const ParquetBatch&)>& visit) const {
    const std::string file = group.part.path.string();
    const std::vector<int> leaves = leaves_of(*group.part.metadata->schema(), names_, file);
    const auto reader = open_reader(group.part.path, group.part.metadata);
    std::int64_t row = group.first_row;
    const arrow::Status status =
        read_batches(*reader, group.number, leaves, names_, [&](const arrow::RecordBatch& batch) {
          visit({file, row, *with_keys(batch, group.part)});
          row += batch.num_rows();
        });
    if (!status.ok()) throw_damaged(file, status.message());
  }

  /// The batch with the keys of the part's folders as columns, in the order in which columns were asked for.
  std::shared_ptr<const arrow::RecordBatch> with_keys(const arrow::RecordBatch& batch, const Part& part) const {
    if (keys_.empty()) return {std::shared_ptr<void>(), &batch};
    arrow::FieldVector fields;
    arrow::ArrayVector columns;
    for (const std::string& name : in_order_) {
      const int at = batch.schema()->GetFieldIndex(name);
      columns.push_back(at >= 0 ? batch.column(at) : key_column(name, part, batch.num_rows()));
      fields.push_back(arrow::field(name, columns.back()->type()));
    }
    return arrow::RecordBatch::Make(arrow::schema(fields), batch.num_rows(), columns);
  }

  static std::shared_ptr<arrow::Array> key_column(const std::string& name, const Part& part, std::int64_t rows) {
    const auto key = std::ranges::find(part.keys, name, &FolderKey::name);
    if (key == part.keys.end()) {
      throw Error(ErrorCode::data, "the part does not lie in a folder \"" + name + "=...\" as the first one does",
                  "put only parts of one table into the folder", part.path.string());
    }
    if (key->value.empty()) {
      return arrow_value(arrow::MakeArrayOfNull(arrow::utf8(), rows, counted_pool()), part.path.string());
    }
    return arrow_value(arrow::MakeArrayFromScalar(arrow::StringScalar(key->value), rows, counted_pool()),
                       part.path.string());
  }

  /// What waits, each gone as soon as it is handed over.
  void append(std::deque<std::unique_ptr<ParquetPart>>& waiting) {
    for (; !waiting.empty(); waiting.pop_front()) sink_.append(*waiting.front());
  }

  ParquetSink& sink_;
  std::vector<std::string> names_, keys_;  ///< columns of the files, and of their folders
  std::vector<std::string> in_order_;      ///< both
  std::vector<Group> groups_;
  std::atomic<std::int64_t> tickets_{0};
  Turnstile turns_;
  std::int64_t rows_ = 0;  // of the groups that had their turn
};

InputInfo ParquetParts::read(ThreadPool& threads, const std::vector<std::int32_t>& columns, ParquetSink& sink) {
  std::vector<std::int64_t> rows;
  for (const Part& part : parts_) rows.push_back(part.metadata->num_rows());
  InputInfo info;
  Run run(*this, columns, sink);
  threads.run(run.groups() + 1, [&](std::int64_t task, int) {
    if (task > 0) return run.next_group(threads);
    info = files_info(input_, rows, threads);
  });
  info.rows = run.rows();
  return info;
}

std::vector<Decision> ParquetParts::decisions() const {
  std::vector<Decision> decisions = input_.decisions;
  if (!keys_.empty()) decisions.push_back({"folders", "columns of their own: " + join(keys_, ", "), {}});
  std::vector<std::string> others;
  for (const auto& [name, count] : others_) others.push_back(name + " (in " + grouped(count) + ")");
  if (!others.empty()) {
    decisions.push_back({"columns", "left out, for the first file lacks them: " + join(others, ", "), {}});
  }
  return decisions;
}

}  // namespace shoal::data
