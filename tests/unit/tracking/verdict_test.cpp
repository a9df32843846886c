// What answers mean, sense and nonsense.
#include "tracking/verdict.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "damaged.hpp"
#include "errors.hpp"
#include "tracking/answers.hpp"
#include "tracking/calls.hpp"
#include "tracking/client.hpp"

namespace shoal::tracking {
namespace {

using test::error_of;
using testing::HasSubstr;

HttpAnswer answer(int status, const std::string& body) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = body;
  return answer;
}

Outcome outcome(int status, const std::string& body, bool upload = false) {
  return judge(answer(status, body), upload).outcome;
}

TEST(Verdict, SuccessIsJsonOrAnEmptyAnswerToAnUpload) {
  EXPECT_EQ(outcome(200, "{}"), Outcome::done);
  EXPECT_EQ(outcome(200, "", true), Outcome::done);
  EXPECT_EQ(outcome(200, "{}", true), Outcome::done);
  for (const char* body : {"", "{", "[]", "null", "<html><title>Sign in</title></html>", "{\"run\": "}) {
    EXPECT_EQ(outcome(200, body), Outcome::closed) << body;
  }
  EXPECT_EQ(outcome(200, "<html>Sign in</html>", true), Outcome::closed);
  EXPECT_THAT(judge(answer(200, "<html><title>Sign in</title><p>x"), false).words, HasSubstr("Sign in"));
}

TEST(Verdict, TimeOutsAndBusyServersAreForLater) {
  for (const int status : {408, 429, 500, 502, 503, 504}) EXPECT_EQ(outcome(status, "busy"), Outcome::later) << status;
  HttpAnswer busy = answer(429, "");
  busy.retry_after = 7.0;
  EXPECT_EQ(judge(busy, false).retry_after, 7.0);
  for (const Transport transport : {Transport::unreachable, Transport::timed_out, Transport::broken}) {
    HttpAnswer none;
    none.transport = transport;
    EXPECT_EQ(judge(none, false).outcome, Outcome::later);
    EXPECT_EQ(judge(none, false).unreachable, transport == Transport::unreachable);
  }
}

TEST(Verdict, RefusalsSayWhatTheServerSaid) {
  const std::string body = R"({"error_code": "INVALID_PARAMETER_VALUE", "message": "Changing param\nvalues"})";
  const Verdict verdict = judge(answer(400, body), false);
  EXPECT_EQ(verdict.outcome, Outcome::refused);
  EXPECT_EQ(verdict.code, "INVALID_PARAMETER_VALUE");
  EXPECT_EQ(verdict.words, "HTTP 400: Changing param values");
  EXPECT_EQ(outcome(400, R"({"error_code": "BAD_REQUEST", "message": "IntegrityError"})"), Outcome::later);
  EXPECT_EQ(outcome(404, "<h1>Not Found</h1>"), Outcome::closed);
  EXPECT_EQ(outcome(400, "bad path", true), Outcome::refused);
}

TEST(Verdict, ClosedDoorsSayHowToOpenThem) {
  EXPECT_THAT(judge(answer(401, "You are not authenticated"), false).hint, HasSubstr("MLFLOW_TRACKING_USERNAME"));
  EXPECT_THAT(judge(answer(403, "Invalid Host header - DNS rebinding"), false).hint, HasSubstr("--allowed-hosts"));
  EXPECT_THAT(judge(answer(403, "Permission denied"), false).hint, HasSubstr("permission"));
  HttpAnswer redirect = answer(302, "");
  redirect.location = "https://ann:pw@login.example.org/x?state=secret";
  const Verdict verdict = judge(redirect, false);
  EXPECT_EQ(verdict.outcome, Outcome::closed);
  EXPECT_THAT(verdict.words, HasSubstr("https://***@login.example.org/x"));
  EXPECT_EQ(verdict.words.find("secret"), std::string::npos);
  HttpAnswer untrusted;
  untrusted.transport = Transport::untrusted;
  EXPECT_THAT(judge(untrusted, false).hint, HasSubstr("MLFLOW_TRACKING_SERVER_CERT_PATH"));
}

TEST(Verdict, WordsAreOneShortLineOfText) {
  EXPECT_EQ(readable("a\x1b[31m\n\n b\t\x7f"), "a [31m b");
  EXPECT_EQ(readable("<html><head><title>502 Bad Gateway</title></head><body>x</body></html>"), "502 Bad Gateway");
  EXPECT_EQ(readable("<p>One <b>two</b></p>"), "One two");
  EXPECT_EQ(readable("<title>unclosed"), "unclosed");
  EXPECT_EQ(readable("\xff\xfe"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_LE(readable(std::string(1'000'000, 'x')).size(), 310U);
  EXPECT_NO_THROW(readable(std::string(1'000'000, '[')));
}

TEST(Answers, AreReadAsTheyComeFromMlflow) {
  const std::string run =
      R"({"run": {"info": {"run_id": "abc", "experiment_id": "3", "artifact_uri": "mlflow-artifacts:/3/abc/artifacts"}}})";
  EXPECT_EQ(parse_run(run).id, "abc");
  EXPECT_EQ(parse_run(run).experiment_id, "3");
  EXPECT_EQ(parse_run(run).artifact_uri, "mlflow-artifacts:/3/abc/artifacts");
  EXPECT_EQ(parse_experiment_id(R"({"experiment_id": "7"})"), "7");
  EXPECT_TRUE(
      parse_experiment(R"({"experiment": {"experiment_id": "7", "name": "n", "lifecycle_stage": "deleted"}})").deleted);
  EXPECT_FALSE(parse_experiment(R"({"experiment": {"experiment_id": "7", "name": "n"}})").deleted);
  EXPECT_EQ(parse_first_run("{}"), std::nullopt);
  EXPECT_EQ(parse_first_run(R"({"runs": []})"), std::nullopt);
}

TEST(Answers, NonsenseIsAnErrorOfTheService) {
  const std::string good =
      R"({"run":{"info":{"run_id":"abc","experiment_id":"3","artifact_uri":"u"}},"runs":[{"info":{}}],)"
      R"("experiment":{"experiment_id":"1","name":"n"},"experiment_id":"1"})";
  EXPECT_GT(test::refused_when_damaged(good, 20'000, 3, 1,
                                       {[](const std::string& text) { parse_run(text); },
                                        [](const std::string& text) { parse_first_run(text); },
                                        [](const std::string& text) { parse_experiment(text); },
                                        [](const std::string& text) { parse_experiment_id(text); }}),
            1000);
}

TEST(Answers, DepthAndWrongTypesDoNoHarm) {
  for (const std::string& text :
       {std::string(2'000'000, '['), "{\"run\":" + std::string(500'000, '[') + std::string(500'000, ']') + "}",
        std::string(R"({"run": 5})"), std::string(R"({"run": {"info": []}})"),
        std::string(R"({"run": {"info": {"run_id": 5}}})"),
        std::string(R"({"run": {"info": {"run_id": "", "experiment_id": "1"}}})")}) {
    EXPECT_EQ(error_of([&] { parse_run(text); }).code(), ErrorCode::service);
  }
}

TEST(Backoff, GrowsWithJitterAndStaysBounded) {
  EXPECT_EQ(backoff_seconds(0, 0.0), 0.05);
  EXPECT_NEAR(backoff_seconds(3, 0.5), 1.0, 1e-12);
  for (int attempt = 0; attempt < 100; ++attempt) {
    EXPECT_LE(backoff_seconds(attempt, 0.999), 15.0);
    EXPECT_GE(backoff_seconds(attempt + 1, 0.7), backoff_seconds(attempt, 0.7));
  }
}

/// A journal from elsewhere says where a file goes; nobody is asked.
TEST(Artifacts, StayBelowThoseOfTheirRun) {
  TrackingSettings settings;
  settings.uri = "http://127.0.0.1:9";
  Client client(settings);
  const tracking::Run run{"r", "1", "mlflow-artifacts:/1/r/artifacts"};
  for (const char* path : {"../../../api/2.0/admin", "model/../../x", "..", ""}) {
    try {
      upload_artifact(client, run, "/dev/null", path);
      ADD_FAILURE() << path;
    } catch (const ServiceError& error) {
      EXPECT_EQ(error.outcome(), Outcome::refused) << path;
      EXPECT_THAT(error.message(), HasSubstr("out of the artifacts")) << path;
    }
  }
}

}  // namespace
}  // namespace shoal::tracking
