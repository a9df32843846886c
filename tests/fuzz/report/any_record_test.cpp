// Whatever a record holds, the report is a whole page: no crash, no broken markup.
#include <gmock/gmock.h>

#include <random>

#include "markup.hpp"
#include "random_record.hpp"
#include "run/fields.hpp"
#include "sample_record.hpp"
#include "shoal/report.hpp"

namespace shoal {
namespace {

TEST(ReportFuzz, RandomRecords) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const auto faults = test::markup_faults(render_report(test::random_record(seed)));
    ASSERT_THAT(faults, testing::IsEmpty()) << "seed " << seed;
  }
}

/// Cuts lists short, so that those that belong together no longer match, and puts odd numbers into what is left.
class Damage {
 public:
  explicit Damage(unsigned seed) : random_(seed) {}
  template <class T>
  void operator()(const char*, T& value) {
    spoil(value);
  }
  void by_feature(const char*, std::vector<double>& values) { spoil(values); }
  void numbers(NamedNumbers& parameters, NamedNumbers& measures) {
    for (NamedNumbers* numbers : {&parameters, &measures}) {
      if (now_and_then()) numbers->resize(random_() % (numbers->size() + 1));
      for (NamedNumber& number : *numbers) std::visit([&](auto& value) { spoil(value); }, number.value);
    }
  }

 private:
  bool now_and_then() { return random_() % 12 == 0; }
  template <class T>
  void spoil(T&) {}
  void spoil(double& value) {
    constexpr std::array<double, 6> odd = {
        0.0, -1.0, 1e300, -1e300, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};
    if (now_and_then()) value = odd[random_() % odd.size()];
  }
  void spoil(std::int64_t& value) {
    if (now_and_then())
      value = random_() % 2 == 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
  }
  void spoil(std::int32_t& value) {
    if (now_and_then()) value = static_cast<std::int32_t>(random_());
  }
  template <class T>
  void spoil(std::vector<T>& values) {
    if (now_and_then()) values.resize(random_() % (values.size() + 1));
    if constexpr (!std::is_same_v<T, std::string> && !std::is_same_v<T, Stage>) {
      for (T& value : values) member(value);
    }
  }
  void spoil(ChartData& charts) { run::describe(*this, charts); }
  void spoil(ResultRecord& result) { run::describe(*this, result); }
  void spoil(std::optional<ChosenK>& chosen) {
    if (now_and_then()) chosen.reset();
    if (chosen) run::describe(*this, *chosen);
  }
  template <class T>
  void member(T& value) {
    if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::vector<double>> ||
                  std::is_same_v<T, std::vector<std::int64_t>> || std::is_same_v<T, std::vector<std::int32_t>>) {
      spoil(value);
    } else {
      run::describe(*this, value);
    }
  }

  std::mt19937 random_;
};

TEST(ReportFuzz, DamagedRecords) {
  const RunRecord whole = test::sample_record();
  for (unsigned seed = 0; seed < 60; ++seed) {
    RunRecord record = whole;
    Damage damage(seed);
    run::describe(damage, record);
    const auto faults = test::markup_faults(render_report(record));
    ASSERT_THAT(faults, testing::IsEmpty()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace shoal
