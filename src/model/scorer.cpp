#include "shoal/scorer.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/at.hpp"
#include "base/name_index.hpp"
#include "model/kinds/kinds.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

constexpr std::int64_t k_block_rows = 65536;
constexpr std::int64_t k_block_values = std::int64_t{1} << 22;

std::int64_t block_rows(std::int64_t columns) {
  return std::clamp<std::int64_t>(k_block_values / std::max<std::int64_t>(columns, 1), 1, k_block_rows);
}

/// The wanted part of the results of a block, or scratch of that length.
template <class T>
std::span<T> part(std::span<T> wanted, std::vector<T>& scratch, std::int64_t begin, std::int64_t count) {
  if (!wanted.empty()) return wanted.subspan(at(begin), at(count));
  scratch.resize(at(count));
  return scratch;
}

template <class T>
std::optional<Error> check_length(std::span<T> out, std::int64_t rows) {
  if (out.empty() || std::ssize(out) == rows) return std::nullopt;
  return Error(ErrorCode::usage,
               "room for the scores of " + grouped(std::ssize(out)) + " rows, where there are " + grouped(rows));
}

}  // namespace

/// What a call works in.
struct Scorer::Buffers {
  Matrix<double> values;
  Matrix<float> rounded;
  std::vector<std::int32_t> labels;
  std::vector<double> distance, margin;
  std::unique_ptr<Points> points;
};

/// Rows to score, and what they are called.
struct Scorer::Source {
  HostView rows;
  const InputColumns& columns;
  const TableNames& about;
  std::int64_t first_row;  ///< of `rows`, in the table

  std::int64_t count() const {
    return std::visit([](const auto& view) { return view.rows; }, rows);
  }
  /// Copies the inputs of rows [begin, begin + out.rows()).
  void copy(std::int64_t begin, Matrix<double>& out) const {
    std::visit(
        [&](const auto& view) {
          for (std::int64_t i = 0; i < out.rows(); ++i) {
            const auto* from = view.row(begin + i);
            double* to = out.row(i);
            for (const std::int64_t place : columns.places) *to++ = static_cast<double>(from[place]);
          }
        },
        rows);
  }
};

/// Buffers for the time of a call.
class Scorer::Lease {
 public:
  explicit Lease(const Scorer& scorer) : scorer_(scorer) {
    {
      const std::lock_guard lock(scorer.mutex_);
      if (!scorer.idle_.empty()) {
        own_ = std::move(scorer.idle_.back());
        scorer.idle_.pop_back();
      }
    }
    if (!own_) own_ = std::make_unique<Buffers>();
  }
  ~Lease() {
    const std::lock_guard lock(scorer_.mutex_);
    scorer_.idle_.push_back(std::move(own_));
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  Buffers& operator*() const { return *own_; }

 private:
  const Scorer& scorer_;
  std::unique_ptr<Buffers> own_;
};

Scorer::Scorer(const Context& context, std::shared_ptr<const Model> model)
    : context_(context), model_(std::move(model)), no_ids_{{}, {}, inputs()} {
  in_order_.cols = std::ssize(inputs());
  in_order_.places.resize(inputs().size());
  std::iota(in_order_.places.begin(), in_order_.places.end(), 0);
}

Scorer::~Scorer() = default;

std::optional<Error> Scorer::bind(const std::vector<std::string>& names, InputColumns& columns) const {
  const NameIndex index(names);
  columns = {{}, std::ssize(names)};
  for (const std::string& name : inputs()) {
    columns.places.push_back(index.find(name));
    if (columns.places.back() >= 0) continue;
    const std::string near = nearest_word(name, names);
    return Error(ErrorCode::model, "the model needs the column \"" + name + "\"",
                 near.empty() ? "give a table with the columns " + join(inputs(), ", ")
                              : "name it so; the nearest is \"" + near + "\"",
                 "", join(names, ", "));
  }
  return std::nullopt;
}

std::optional<Error> Scorer::score(HostView rows, const Scores& out) const {
  const std::int64_t cols = std::visit([](const auto& view) { return view.cols; }, rows);
  if (cols != in_order_.cols) {
    return Error(ErrorCode::usage,
                 "rows of " + grouped(cols) + " values, where the model has " + grouped(in_order_.cols) + " inputs",
                 "give the columns " + join(inputs(), ", ") + " in this order");
  }
  return score_source({rows, in_order_, no_ids_, 0}, out);
}

std::optional<Error> Scorer::score(const FeatureTable& table, const InputColumns& columns, RowRange rows,
                                   const Scores& out) const {
  if (columns.cols != table.cols() || rows.begin < 0 || rows.end < rows.begin || rows.end > table.rows()) {
    return Error(ErrorCode::usage, "the columns are not bound to this table, or it does not have those rows");
  }
  const HostView view = std::visit(
      [&]<class T>(const Matrix<T>& values) {
        return HostView(MatrixView<const T>{values.row(rows.begin), rows.end - rows.begin, values.cols()});
      },
      table.values);
  return score_source({view, columns, table, rows.begin}, out);
}

std::optional<Error> Scorer::score_source(const Source& source, const Scores& out) const {
  const std::int64_t count = source.count(), step = block_rows(in_order_.cols);
  for (const auto& wrong :
       {check_length(out.labels, count), check_length(out.distance, count), check_length(out.margin, count)}) {
    if (wrong) return wrong;
  }
  const Lease lease(*this);
  Buffers& buffers = *lease;
  Context context = context_;
  try {
    for (std::int64_t begin = 0; begin < count; begin += step) {
      context.cancellation.check();
      const std::int64_t rows = std::min(step, count - begin), first_row = source.first_row + begin;
      buffers.values.reshape(rows, in_order_.cols);
      source.copy(begin, buffers.values);
      model_->preparation.apply_in_place(buffers.values, source.about, first_row);
      HostView prepared = std::as_const(buffers.values).view();
      if (model_->scalar == Scalar::f32) {
        to_float(buffers.values, buffers.rounded, first_row);
        prepared = std::as_const(buffers.rounded).view();
      }
      buffers.points = context.device.upload_again(context.threads, prepared, std::move(buffers.points));
      const detail::BlockScores block{part(out.labels, buffers.labels, begin, rows),
                                      part(out.distance, buffers.distance, begin, rows),
                                      part(out.margin, buffers.margin, begin, rows), first_row};
      std::visit([&](const auto& kind) { detail::score(context, kind, *buffers.points, block); }, model_->kind);
    }
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

}  // namespace shoal
