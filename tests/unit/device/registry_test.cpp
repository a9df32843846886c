#include <gmock/gmock.h>

#include <algorithm>

#include "shoal/device.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace {

using testing::HasSubstr;

Error refusal(std::string_view name) {
  try {
    make_device(name);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << name << " was taken";
  return Error(ErrorCode::internal, "");
}

TEST(Registry, AutoIsTheCpuForNow) {
  EXPECT_EQ(make_device("auto")->info().name, "cpu");
  EXPECT_EQ(make_device("cpu")->info().name, "cpu");
}

TEST(Registry, EveryReadyDeviceCanBeMadeByItsName) {
  int ready = 0;
  for (const DeviceInfo& info : devices()) {
    if (!info.ready) {
      EXPECT_FALSE(info.reason.empty()) << info.name;
      EXPECT_THROW(make_device(info.name), Error) << info.name;
      continue;
    }
    ++ready;
    EXPECT_TRUE(info.reason.empty()) << info.name;
    EXPECT_EQ(make_device(info.name)->info().name, info.name);
  }
  EXPECT_GE(ready, 2);  // cpu, and cpu:scalar, which every processor runs
  EXPECT_EQ(make_device("cpu:scalar")->info().name, "cpu:scalar");
}

TEST(Registry, CudaSaysWhatIsMissing) {
  for (const char* name : {"cuda", "cuda:0", "cuda:12"}) {
    const Error error = refusal(name);
    EXPECT_EQ(error.code(), ErrorCode::device);
    EXPECT_THAT(error.message(), HasSubstr(std::string(name) + " cannot be used: "));
    EXPECT_THAT(error.hint(), HasSubstr("--device cpu"));
  }
}

TEST(Registry, AnUnknownNameListsTheKnown) {
  const Error near = refusal("cpu:sclar");
  EXPECT_EQ(near.code(), ErrorCode::usage);
  EXPECT_EQ(near.hint(), "did you mean \"cpu:scalar\"?");
  EXPECT_THAT(near.found(), HasSubstr("auto, cpu, "));
  EXPECT_THAT(near.found(), HasSubstr("cpu:scalar, cuda"));
  for (const char* name : {"", "tpu-pod", "cuda:", "cuda:x", "cpu:", "CPU"})
    EXPECT_EQ(refusal(name).code(), ErrorCode::usage);
}

}  // namespace
}  // namespace shoal
