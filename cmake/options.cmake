# What a builder may choose, and the compiler settings that hold for every target.

option(SHOAL_BUILD_TESTS "Build the tests" ON)
option(SHOAL_UNITY "Compile the files of a module together: a third of the time for a whole build, more for one changed file" OFF)
option(SHOAL_BUILD_BENCH "Build the micro benchmarks where Google Benchmark is found" ON)

set(SHOAL_TEST_KINDS "" CACHE STRING "What tests to build: folders of tests/ (unit, or unit/cpu), and python; empty: all")

set(SHOAL_CUDA AUTO CACHE STRING "CUDA device: AUTO (for the GPU that is here), ON (GPU or not; fail without a toolkit) or OFF")
set_property(CACHE SHOAL_CUDA PROPERTY STRINGS AUTO ON OFF)

set(SHOAL_CUDA_ARCHITECTURES "" CACHE STRING "GPU architectures, as CMake names them; empty: with AUTO those that are here, else all")

set(SHOAL_EMULATE AUTO CACHE STRING "Tests that run CUDA kernels without a GPU: AUTO (when CUDA's headers are found) or OFF")
set_property(CACHE SHOAL_EMULATE PROPERTY STRINGS AUTO OFF)

set(SHOAL_SANITIZE "" CACHE STRING "Sanitizers, comma-separated, as -fsanitize takes them: address,undefined or thread")

# Checks that the address sanitizer makes in its own way, a third of the compile time.
set(SHOAL_NO_SANITIZE "null,object-size,vptr" CACHE STRING "Checks of the undefined sanitizer to leave out, as -fno-sanitize takes them")

option(SHOAL_FUZZERS "Build the fuzzers of tests/fuzzers (libFuzzer, so Clang)" OFF)

option(SHOAL_COVERAGE "Count which lines of the kernels run on the emulator, and test that nearly all do" OFF)

# On a machine without network and packages: the GPU check. Tests and benchmarks are those of the engine.
set(SHOAL_CARRY "" CACHE PATH "Folder of scripts/gpu-carry.sh: builds the engine alone, from its sources and nothing of the system")

# Where scripts/install-deps.sh puts what Debian lacks.
if(DEFINED ENV{SHOAL_DEPS_DIR})
  set(shoal_default_deps "$ENV{SHOAL_DEPS_DIR}")
else()
  set(shoal_default_deps "${PROJECT_SOURCE_DIR}/.deps")
endif()
set(SHOAL_DEPS_DIR "${shoal_default_deps}" CACHE PATH "Folder of the private virtual environments")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# -O2 everywhere; src/cpu alone asks for -O3. No debug information in a release.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)

# ccache, so that a second checkout or preset compiles only what differs.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
                                  ${CCACHE_PROGRAM})
endif()
