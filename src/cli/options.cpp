#include "cli/options.hpp"

#include <limits>
#include <memory>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

constexpr std::int64_t k_most_clusters = std::numeric_limits<std::int32_t>::max();
constexpr int k_most_resamples = 100'000;

void set_column(std::map<std::string, std::string>& columns, const std::string& text, const std::string& place) {
  const std::vector<std::string>& roles = transaction_roles();
  const std::size_t equals = text.find('=');
  const std::string role = text.substr(0, equals);
  if (equals == std::string::npos || std::ranges::find(roles, role) == roles.end()) {
    const std::string nearest = nearest_word(role, roles);
    throw Error(
        ErrorCode::usage,
        "\"" + text + "\" is not ROLE=NAME" + (nearest.empty() ? "" : "; did you mean \"" + nearest + "=...\"?"),
        "roles: " + join(roles, ", "), place);
  }
  columns[role] = text.substr(equals + 1);
}

std::int64_t parse_date(const std::string& text, const std::string& place) {
  try {
    return parse_iso_time(text);
  } catch (const Error& failure) {
    throw Error(ErrorCode::usage, failure.message(), "for example 2011-12-10 or 2011-12-10T12:50", place);
  }
}

/// "4" or "2..12"; the bounds are checked where the data are known.
void set_k_range(SweepOptions& sweep, const std::string& text, const std::string& place) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) {
    sweep.k_min = sweep.k_max = whole_number<std::int64_t>(text, 1, k_most_clusters, place);
    return;
  }
  const auto bound = [&](const std::string& part) {
    return whole_number<std::int64_t>(part, 2, k_most_clusters, place + " LOW..HIGH");
  };
  sweep.k_min = bound(text.substr(0, dots));
  sweep.k_max = bound(text.substr(dots + 2));
  if (sweep.k_max < sweep.k_min) {
    throw Error(ErrorCode::usage, "\"" + text + "\" is not a range of k",
                "give LOW..HIGH with 2 <= LOW <= HIGH, for example -k 2..12", place);
  }
}

}  // namespace

void add_reading(Command& command, PrepareOptions& options) {
  ReadTransactionsOptions& reading = options.reading;
  Option& column = command.parsed(
      "--column", "",
      [&reading](const std::string& text, const std::string& place) { set_column(reading.columns, text, place); },
      "Column of a role, ROLE=NAME (" + join(transaction_roles(), ", ") + "); ROLE= for a role that no column plays");
  column.in_group("Reading").named("ROLE=NAME").taking(Takes::list).repeats = true;
  add_sheet(command, reading.sheets);
  command
      .choice("--date-order", reading.date_order,
              {{"decide", DateOrder::decide},
               {"day-first", DateOrder::day_first},
               {"month-first", DateOrder::month_first},
               {"year-first", DateOrder::year_first}},
              "Order in dates such as 3/4/2022 and 22/03/04: decide from the whole column, day-first, month-first, "
              "year-first")
      .in_group("Reading");
  command
      .text("--date-format", reading.date_format,
            "Form of dates in strptime's letters, %d.%m.%Y %H:%M, or unix, unix-ms, unix-us, unix-ns, excel (default: "
            "as the column shows)")
      .in_group("Reading")
      .named("FORM");
  command
      .choice("--decimal", reading.decimal,
              {{"decide", DecimalMark::decide}, {"point", DecimalMark::point}, {"comma", DecimalMark::comma}},
              "Decimal mark of numbers: decide from the whole file, point (1,234.50), comma (1.234,50)")
      .in_group("Reading");
  command
      .choice("--bad-rows", reading.bad_rows, {{"fail", BadRows::fail}, {"skip", BadRows::skip}},
              "Unreadable lines: fail, or skip (counted, written to rejected.csv)")
      .in_group("Reading");
  command
      .parsed(
          "--as-of", "",
          [&options](const std::string& text, const std::string& place) {
            options.features.as_of = parse_date(text, place);
          },
          "Snapshot that recency counts from, 2011-12-10 or 2011-12-10T12:50; later lines are left out (default: last "
          "invoice + 1 day)")
      .in_group("Features")
      .named("DATE");
}

namespace {

/// An option whose texts are collected.
void add_texts(Command& command, const char* name, std::vector<std::string>& texts, const char* value,
               const char* help) {
  Option& option = command.parsed(
      name, "",
      [&texts](const std::string& text, const std::string& place) { texts.push_back(not_empty(text, place)); }, help);
  option.in_group("Lines").named(value).taking(Takes::list).repeats = true;
}

void add_conditions(Command& command, const char* name, bool drops, LineChoice& choice, const char* help) {
  Option& option = command.parsed(
      name, "",
      [&choice, drops](const std::string& text, const std::string& place) {
        choice.conditions.push_back(parse_condition(text, drops, place));
      },
      help);
  option.in_group("Lines").named("CONDITION").taking(Takes::list).repeats = true;
}

void add_line_choice(Command& command, LineChoice& choice) {
  add_conditions(command, "--where", false, choice,
                 "Take only lines for which this holds, 'country = France'; with =, !=, <, <=, > or >= on any column");
  add_conditions(command, "--drop-where", true, choice, "Leave out lines for which this holds, 'status = canceled'");
  add_texts(command, "--missing", choice.missing, "CUSTOMER", "A customer that stands for none, -1 or guest");
  add_texts(command, "--ignore", choice.ignored, "COLUMN",
            "A column that says nothing of the lines: not compared for duplicates, never doubted");
}

constexpr std::int64_t k_last_second = 86400 - 1;

}  // namespace

void add_dates(Command& command, CleanOptions& options) {
  const auto add = [&](const char* name, std::optional<std::int64_t>& time, std::int64_t of_day, const char* help) {
    command
        .parsed(
            name, "",
            [&time, of_day](const std::string& text, const std::string& place) {
              const bool day = text.find('T') == std::string::npos;
              time = parse_date(text, place) + (day ? of_day : 0);
            },
            help)
        .in_group("Lines")
        .named("DATE");
  };
  add("--since", options.since, 0, "Leave out earlier lines, 2011-01-01 or 2011-01-01T12:00");
  add("--until", options.until, k_last_second, "Leave out later lines; a date without a time is kept whole");
}

void add_cleaning(Command& command, CleanOptions& options) {
  const std::string group = "Cleaning";
  add_line_choice(command, options.choice);
  add_dates(command, options);
  command
      .negative_flag("--keep-no-customer", options.missing_customer,
                     "Keep lines without a customer: in the totals, in no segment")
      .in_group(group);
  command.negative_flag("--keep-duplicates", options.duplicates, "Keep exact duplicates").in_group(group);
  command
      .negative_flag("--keep-cancellations", options.cancellations,
                     "Keep cancelled invoices, whose negative quantities take back what was bought")
      .in_group(group);
  command
      .parsed(
          "--cancelled-prefix", "",
          [&options](const std::string& text, const std::string& place) {
            options.cancelled_prefix = not_empty(text, place) == "none" ? std::string() : text;
          },
          "What cancelled invoices begin with, or none (default: C, where such invoices take back)")
      .in_group(group)
      .named("TEXT");
  command
      .negative_flag("--keep-non-positive", options.non_positive, "Keep lines with a quantity or price not above zero")
      .in_group(group);
  command.flag("--drop-non-products", options.non_product_codes, "Leave out postage, fees and manual entries")
      .in_group(group);
}

void add_returns(Command& command, FeatureOptions& options) {
  command
      .choice("--returns", options.returns, {{"net", Returns::net}, {"gross", Returns::gross}},
              "Spend net of what came back, or gross; net leaves out customers who sent back all that they bought")
      .in_group("Features");
}

void add_csv_safe(Command& command, ReadTransactionsOptions* reading) {
  const auto safe = std::make_shared<bool>(false);
  command
      .flag("--csv-safe", *safe,
            "In CSV, an apostrophe before each text that a spreadsheet would run as a formula (= + - @)")
      .in_group("Writing");
  command.complete.push_back([safe, reading](Settings& settings) {
    settings.csv_texts = *safe ? CsvTexts::inert : CsvTexts::as_they_are;
    if (reading != nullptr) reading->rejected_texts = settings.csv_texts;
  });
}

void add_table_reading(Command& command, ReadTableOptions& options) {
  command.text("--id", options.id_column, "Column that names the rows (default: customer_id, id ... if there is one)")
      .in_group("Reading")
      .named("NAME");
  add_sheet(command, options.sheets);
  command.list("--columns", options.columns, "Columns to use, by comma (default: every numeric one)")
      .in_group("Reading");
  add_header(command, options);
}

void add_sheet(Command& command, std::vector<std::string>& sheets) {
  command
      .texts("--sheet", sheets,
             "Sheet of a workbook, or file in a zip file, to read (default: those that hold the table)")
      .in_group("Reading")
      .named("NAME");
}

void add_header(Command& command, ReadTableOptions& options) {
  command
      .choice("--header", options.first_line,
              {{"ask", FirstLine::ask}, {"yes", FirstLine::names}, {"no", FirstLine::data}},
              "What a first line of numbers in a CSV file is: yes, names of columns; no, data; ask refuses it")
      .in_group("Reading");
}

void add_preparation(Command& command, std::string& preparation, const std::string& why) {
  command
      .text("--prepare", preparation,
            "Preparation steps, by comma: impute, log1p, winsorise:P, drop-z:T, drop-iqr:T, standardise, min-max, "
            "robust, "
            "unit-length, none" +
                why)
      .named("STEPS");
}

void add_silhouette(Command& command, SilhouetteChoice& silhouette, const char* group) {
  command
      .parsed(
          "--silhouette", "auto",
          [&silhouette](const std::string& text, const std::string& place) {
            constexpr std::string_view k_sample = "sample:";
            constexpr std::int64_t k_most_sampled = 1'000'000;
            silhouette = {};
            if (text == "exact" || text == "on" || text == "off") {
              silhouette.exact = text != "off";
            } else if (text.starts_with(k_sample)) {
              silhouette.sample_rows =
                  whole_number<std::int64_t>(text.substr(k_sample.size()), 2, k_most_sampled, place);
            } else if (text != "auto") {
              throw_unknown_word(text, {"auto", "exact", "off", "sample:20000"}, place);
            }
          },
          "Silhouettes: exact (or on), off, sample:20000 (estimates from so many rows), or auto: exact up to 100,000 "
          "rows, else "
          "sample:20000")
      .in_group(group)
      .named("WHICH");
}

void add_extent(Command& command, SweepExtent& extent) {
  add_silhouette(command, extent.silhouette, "Choice of k");
  command
      .parsed(
          "--resamples", "auto",
          [&extent](const std::string& text, const std::string& place) {
            extent.resamples.reset();
            if (text != "auto") extent.resamples = whole_number<int>(text, 0, k_most_resamples, place);
          },
          "Resamples for the stability; 0 leaves it out; auto: 20 up to 1,000,000 rows")
      .in_group("Choice of k")
      .named("NUMBER")
      .taking(Takes::text_or_whole);
}

Option& add_k_range(Command& command, SweepOptions& sweep, const char* help) {
  return command
      .parsed(
          "-k", "2..10",
          [&sweep](const std::string& text, const std::string& place) { set_k_range(sweep, text, place); }, help)
      .named("RANGE")
      .taking(Takes::text_or_whole);
}

Option& add_k_from(Command& command, std::filesystem::path& folder, Option& k) {
  return command.path("--k-from", folder, "Run folder of `shoal sweep`: takes the k that it chose").instead_of(k);
}

}  // namespace shoal::cli
