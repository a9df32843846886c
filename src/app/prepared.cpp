#include "app/prepared.hpp"

#include <algorithm>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::app {

Numbers read_numbers(Session& session, const std::filesystem::path& path, ReadTableOptions options) {
  options.keep_float = session.scalar() == Scalar::f32;
  InputInfo file;
  auto [table, seconds] = session.timed("read", [&] { return read_table(session.threads(), path, options, &file); });
  return {std::move(table), std::move(file), seconds};
}

namespace {

/// "a, b, c and 4 more".
std::string join_few(const std::vector<std::string>& names) {
  constexpr std::size_t k_few = 8;
  if (names.size() <= k_few) return join(names, ", ");
  return join({names.begin(), names.begin() + k_few}, ", ") + " and " +
         grouped(static_cast<std::int64_t>(names.size() - k_few)) + " more";
}

/// A column without a name is named so.
std::string shown_name(const std::string& name) { return name.empty() ? "(no name)" : name; }

/// The first of the items, and how many more there are.
void say_list(Session& session, const std::string& verb, std::vector<std::string> items) {
  constexpr std::size_t k_few = 16;
  const std::size_t more = items.size() > k_few ? items.size() - k_few : 0;
  items.resize(items.size() - more);
  if (items.empty()) return;
  session.say(verb,
              join(items, ", ") + (more > 0 ? ", and " + grouped(static_cast<std::int64_t>(more)) + " more" : ""));
}

}  // namespace

void say_columns(Session& session, const FeatureTable& table) {
  std::vector<std::string> used, others;
  for (const std::string& name : table.names) used.push_back(shown_name(name));
  for (const auto& [name, why, doubtful] : table.left_out) {
    others.push_back(shown_name(name) + " (" + why + ")");
    if (!doubtful) continue;
    session.warn("the column " + shown_name(name) + " was left out, for it " + why +
                 ", no number: write 1234.5, without other points, commas, currencies or per cent signs");
  }
  for (const std::string& name : table.rounded) {
    session.warn(
        "the column " + shown_name(name) +
        " holds whole numbers of 2^53 and more, whose last digits double precision rounds away; where they are ids, "
        "name them with --id");
  }
  say_list(session, "Columns", std::move(used));
  say_list(session, "Left out", std::move(others));
  if (std::ranges::find(table.names, "") == table.names.end()) return;
  session.warn(
      "a column without a name is one of the features, for it does not count the rows; give it a name, or choose "
      "the features with --columns");
}

void say_read(Session& session, const Numbers& numbers) {
  session.say("Read", grouped(numbers.table.rows()) + " rows, " + grouped(numbers.table.cols()) + " columns in " +
                          human_seconds(numbers.seconds));
}

PreparedRows::PreparedRows(Session& session, RealMatrix rows, bool keep_exact) : rows_(std::move(rows)) {
  if (auto* doubles = std::get_if<Matrix<double>>(&rows_); doubles != nullptr && session.scalar() == Scalar::f32) {
    Matrix<float> rounded = to_float(*doubles);
    if (keep_exact) exact_ = std::move(*doubles);
    rows_ = std::move(rounded);
  }
  Context context = session.context();
  const auto upload = [&](const auto& values) { return context.device.upload(context.threads, values.view()); };
  points_ = std::visit(upload, rows_);
}

const Matrix<double>& PreparedRows::exact() const { return exact_ ? *exact_ : std::get<Matrix<double>>(rows_); }

namespace {

/// The steps of `text`; a cosine metric adds the unit-length step.
Preparation parse(const std::string& text, Metric metric) {
  Preparation preparation = Preparation::parse(text);
  if (metric != Metric::cosine || preparation.has(StepKind::unit_length)) return preparation;
  return Preparation::parse(preparation.steps().empty() ? "unit-length" : text + ",unit-length");
}

void warn_of_constants(Session& session, const std::vector<std::string>& columns) {
  if (columns.empty()) return;
  const bool one = columns.size() == 1;
  session.warn((one ? "column " : "columns ") + join_few(columns) + (one ? " differs" : " differ") +
               " from a constant by the rounding of sums alone, so " + (one ? "it was" : "they were") +
               " taken as constant");
}

/// Goes over to double precision where single precision is too short for the rows, unless it was asked for. Floats lost
/// nothing.
void settle_scalar(Session& session, const RealMatrix& rows, const TableNames& about) {
  const auto* doubles = std::get_if<Matrix<double>>(&rows);
  if (doubles == nullptr || session.scalar() != Scalar::f32) return;
  const std::string why = lost_in_single(*doubles, about.names);
  if (!why.empty()) session.leave_single(why);
}

void warn_of_outliers(Session& session, const FittedRows& fitted) {
  if (fitted.kept_all()) return;
  session.warn(grouped(fitted.given - std::ssize(fitted.kept)) + " of " + grouped(fitted.given) +
               " rows were left out as outliers when fitting; afterwards each got the segment of its nearest centroid");
}

/// The table is taken apart first: nothing can read it once its values are gone.
FittedRows fit_table(Session& session, Preparation preparation, FeatureTable table, bool keep_exact,
                     std::span<const double> weights) {
  const std::int64_t given = table.rows();
  RealMatrix values = std::move(table.values);
  std::vector<LeftOutColumn> left_out = std::move(table.left_out);
  TableNames names = std::move(table);
  std::vector<std::int64_t> kept;
  RealMatrix prepared = preparation.fit(std::move(values), names, kept, weights);
  settle_scalar(session, prepared, names);
  PreparedRows rows(session, std::move(prepared), keep_exact);
  return {std::move(preparation), std::move(kept), std::move(rows), given, std::move(names), std::move(left_out)};
}

}  // namespace

FittedRows fit_preparation(Session& session, const std::string& text, Metric metric, FeatureTable table,
                           bool keep_exact, std::span<const double> weights) {
  const auto fit = [&] { return fit_table(session, parse(text, metric), std::move(table), keep_exact, weights); };
  FittedRows fitted = session.timed("prepare", fit).value;
  warn_of_constants(session, fitted.preparation.constant_to_rounding());
  warn_of_outliers(session, fitted);
  return fitted;
}

void say_prepared(Session& session, const FittedRows& fitted) {
  const std::string steps = fitted.preparation.text();
  session.say("Prepare", steps.empty() || steps == "none" ? "nothing: the values as given" : steps);
}

}  // namespace shoal::app
