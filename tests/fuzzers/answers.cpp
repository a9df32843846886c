// What a tracking server says: each answer that is waited for, and one that went wrong.
#include "tracking/answers.hpp"

#include "input.hpp"
#include "tracking/verdict.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace shoal::tracking;
  const std::string text(shoal::fuzz::text_of(bytes, size));
  const auto each = [&](auto... parse) { (shoal::fuzz::try_to([&] { parse(text); }), ...); };
  each(parse_experiment, parse_experiment_id, parse_run, parse_first_run, parse_versions, parse_version, parse_models,
       parse_model, parse_download_uri);
  HttpAnswer answer;
  answer.body = text;
  for (const int status : {200, 302, 404, 503}) {
    answer.status = status;
    judge(answer, false, {});
  }
  return 0;
}
