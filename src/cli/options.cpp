#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

std::int64_t whole_number(std::string_view text, const std::string& option, const std::string& hint) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) {
    throw Error(ErrorCode::usage, "\"" + std::string(text) + "\" is not a whole number", hint, option);
  }
  return value;
}

template <class T>
T choice(const std::string& text, const std::string& option, const std::vector<std::pair<std::string, T>>& choices) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (name == text) return value;
    names.push_back(name);
  }
  const std::string nearest = nearest_word(text, names);
  throw Error(ErrorCode::usage,
              "\"" + text + "\" is not one of " + join(names, ", ") +
                  (nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?"),
              "", option);
}

}  // namespace

CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& summary, const std::string& examples) {
  CLI::App& command = *app.add_subcommand(name, summary);
  command.footer(examples);
  command.fallthrough();
  command.allow_extras();
  command.option_defaults()->always_capture_default();
  return command;
}

void add_reading(CLI::App& command, ReadingTexts& texts) {
  command
      .add_option("--column", texts.columns,
                  "Column of a role, ROLE=NAME (customer, invoice, item, description, quantity, price, date, country)")
      ->group("Reading")
      ->allow_extra_args(false)
      ->type_name("ROLE=NAME");
  command.add_option("--date-order", texts.date_order, "Order in dates with slashes: month-first or day-first")
      ->group("Reading");
  command
      .add_option("--bad-rows", texts.bad_rows, "Unreadable lines: fail, or skip (counted, written to rejected.csv)")
      ->group("Reading");
  command
      .add_option("--as-of", texts.as_of,
                  "Snapshot that recency counts from, 2011-12-10 or 2011-12-10T12:50 (default: last invoice + 1 day)")
      ->group("Features")
      ->type_name("DATE");
}

void add_cleaning(CLI::App& command, ReadingTexts& texts, PrepareOptions& options) {
  command.add_flag("--keep-no-customer", texts.keep_missing, "Keep lines without a customer (they form one customer)")
      ->group("Cleaning");
  command.add_flag("--keep-duplicates", texts.keep_duplicates, "Keep exact duplicates")->group("Cleaning");
  command.add_flag("--keep-cancellations", texts.keep_cancellations, "Keep invoices that start with C")
      ->group("Cleaning");
  command
      .add_flag("--keep-non-positive", texts.keep_non_positive, "Keep lines with a quantity or price not above zero")
      ->group("Cleaning");
  command
      .add_flag("--drop-non-products", options.cleaning.non_product_codes, "Leave out postage, fees and manual entries")
      ->group("Cleaning");
}

void add_table_reading(CLI::App& command, ReadTableOptions& options) {
  command
      .add_option("--id", options.id_column,
                  "Column that names the rows (default: customer_id, id ... if there is one)")
      ->group("Reading");
  command.add_option("--columns", options.columns, "Columns to use, by comma (default: every numeric one)")
      ->group("Reading")
      ->delimiter(',');
}

void add_kmeans(CLI::App& command, KMeansTexts& texts, KMeansOptions& options) {
  const std::string group = "k-means";
  command.add_option("--init", texts.init, "First centroids: k-means++, k-means||, random")->group(group);
  command.add_option("--variant", texts.algorithm, "lloyd, or mini-batch (approximate)")->group(group);
  command.add_option("--metric", texts.metric, "euclidean or cosine (spherical)")->group(group);
  command.add_option("--restarts", options.restarts, "Starts; the best counts")->group(group);
  command.add_option("--max-iterations", options.max_iterations, "Updates at most")->group(group);
  command.add_option("--tolerance", options.tolerance, "Stop below this centroid shift; 0: when no label changes")
      ->group(group);
  command.add_option("--batch-rows", options.mini_batch_rows, "Rows of a mini-batch")->group(group);
}

void add_silhouette(CLI::App& command, std::string& text, const char* group) {
  command.add_option("--silhouette", text, "Exact silhouettes: on, off, or auto (up to 100,000 rows)")->group(group);
}

void add_extent(CLI::App& command, ExtentTexts& texts) {
  add_silhouette(command, texts.silhouette, "Choice of k");
  command
      .add_option("--resamples", texts.resamples,
                  "Resamples for the stability; 0 leaves it out; auto: 20 up to 1,000,000 rows")
      ->group("Choice of k");
}

CLI::Option* add_k_from(CLI::App& command, std::filesystem::path& folder, CLI::Option& k) {
  return command.add_option("--k-from", folder, "Run folder of `shoal sweep`: takes the k that it chose")->excludes(&k);
}

void apply(const ReadingTexts& texts, PrepareOptions& options) {
  static const std::vector<std::string> k_roles = {"customer", "invoice", "item", "description",
                                                   "quantity", "price",   "date", "country"};
  for (const std::string& text : texts.columns) {
    const std::size_t equals = text.find('=');
    const std::string role = text.substr(0, equals);
    if (equals == std::string::npos || std::find(k_roles.begin(), k_roles.end(), role) == k_roles.end()) {
      const std::string nearest = nearest_word(role, k_roles);
      throw Error(
          ErrorCode::usage,
          "\"" + text + "\" is not ROLE=NAME" + (nearest.empty() ? "" : "; did you mean \"" + nearest + "=...\"?"),
          "roles: " + join(k_roles, ", "), "--column");
    }
    options.reading.columns[role] = text.substr(equals + 1);
  }
  options.reading.date_order = choice<DateOrder>(
      texts.date_order, "--date-order", {{"month-first", DateOrder::month_first}, {"day-first", DateOrder::day_first}});
  options.reading.bad_rows =
      choice<BadRows>(texts.bad_rows, "--bad-rows", {{"fail", BadRows::fail}, {"skip", BadRows::skip}});
  if (!texts.as_of.empty()) options.features.as_of = parse_iso_time(texts.as_of);
  options.cleaning.missing_customer = !texts.keep_missing;
  options.cleaning.duplicates = !texts.keep_duplicates;
  options.cleaning.cancellations = !texts.keep_cancellations;
  options.cleaning.non_positive = !texts.keep_non_positive;
}

void apply(const KMeansTexts& texts, KMeansOptions& options) {
  options.init = choice<KMeansInit>(
      texts.init, "--init",
      {{"k-means++", KMeansInit::plus_plus}, {"k-means||", KMeansInit::scalable}, {"random", KMeansInit::random}});
  options.algorithm = choice<KMeansAlgorithm>(
      texts.algorithm, "--variant", {{"lloyd", KMeansAlgorithm::lloyd}, {"mini-batch", KMeansAlgorithm::mini_batch}});
  options.metric =
      choice<Metric>(texts.metric, "--metric", {{"euclidean", Metric::euclidean}, {"cosine", Metric::cosine}});
}

std::optional<bool> parse_silhouette(const std::string& text) {
  return choice<std::optional<bool>>(text, "--silhouette", {{"auto", std::nullopt}, {"on", true}, {"off", false}});
}

void apply(const ExtentTexts& texts, SweepExtent& extent) {
  extent.silhouette = parse_silhouette(texts.silhouette);
  if (texts.resamples == "auto") return;
  const std::int64_t count = whole_number(texts.resamples, "--resamples", "for example --resamples 20");
  if (count < 0 || count > 100'000) {
    throw Error(ErrorCode::usage, "the number of resamples must lie between 0 and 100,000", "", "--resamples");
  }
  extent.resamples = static_cast<int>(count);
}

KRange parse_k_range(const std::string& text) {
  const std::size_t dots = text.find("..");
  const std::string option = "-k", example = "for example -k 4 or -k 2..12";
  if (dots == std::string::npos) {
    const std::int64_t k = whole_number(text, option, example);
    return {k, k};
  }
  const KRange range{whole_number(std::string_view(text).substr(0, dots), option, example),
                     whole_number(std::string_view(text).substr(dots + 2), option, example)};
  if (range.low < 2 || range.high < range.low) {
    throw Error(ErrorCode::usage, "\"" + text + "\" is not a range of k",
                "give LOW..HIGH with 2 <= LOW <= HIGH, for example -k 2..12", option);
  }
  return range;
}

}  // namespace shoal::cli
