# shoal_add_test_folder(folder support): tests/<kind>/<area> becomes the executable <kind>_<area>, linked with that library of
# helpers, and one ctest entry of that name.
#
# Engineers add files and folders; nothing here needs to be touched. Each run leaves test-results/<name>.xml, from which
# scripts/test_summary.py counts single cases.

set(shoal_test_results ${PROJECT_BINARY_DIR}/test-results)
file(MAKE_DIRECTORY ${shoal_test_results})

set(shoal_test_environment
    "ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1" "UBSAN_OPTIONS=print_stacktrace=1"
    "TSAN_OPTIONS=atexit_sleep_ms=50:second_deadlock_stack=1:suppressions=${PROJECT_SOURCE_DIR}/cmake/tsan.supp")

# Seconds before a test counts as hung: generous, for sanitizers on a busy machine.
set(shoal_test_timeout 600)
if(SHOAL_SANITIZE)
  set(shoal_test_timeout 1800)
endif()

# shoal_add_test_entries(name executable label [VARIABLE=value ...]): one ctest entry, or several among which its cases are divided.
function(shoal_add_test_entries name executable label)
  set(shards 1)
  if(executable IN_LIST shoal_sharded_tests)
    set(shards ${shoal_test_shards})
  endif()
  foreach(shard RANGE 1 ${shards})
    set(entry ${name})
    set(part)
    if(shards GREATER 1)
      math(EXPR index "${shard} - 1")
      set(entry ${name}_${shard})
      set(part GTEST_TOTAL_SHARDS=${shards} GTEST_SHARD_INDEX=${index})
    endif()
    add_test(NAME ${entry} COMMAND ${executable} --gtest_brief=1 --gtest_output=xml:${shoal_test_results}/${entry}.xml)
    set_tests_properties(${entry} PROPERTIES LABELS ${label} TIMEOUT ${shoal_test_timeout}
                                             ENVIRONMENT "${shoal_test_environment};${ARGN};${part}")
  endforeach()
endfunction()

# Tests that work out much themselves. Under a sanitizer all others are compiled as they stand, in about 60 % of the time.
set(shoal_computing_tests "^(contract|property|simt)_|^unit_(cpu|kmeans)$")

function(shoal_add_test_executable name support)
  add_executable(${name} ${ARGN})
  shoal_set_flags(${name})
  shoal_allow_unity(${name})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(${name} PRIVATE SHOAL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${support})
  add_dependencies(shoal_tests ${name})
  if(SHOAL_SANITIZE AND NOT name MATCHES ${shoal_computing_tests})
    target_compile_options(${name} PRIVATE -O0)
  endif()
  if(name MATCHES "^cli_")
    target_compile_definitions(${name} PRIVATE SHOAL_BINARY="$<TARGET_FILE:shoal>")
    add_dependencies(${name} shoal)
  endif()
endfunction()

# Entries that run longest start first, so that no processor waits for one at the end: scripts/test.sh prints which do.
set(shoal_longest_tests python_tracking python_cli contract_device simt_kernels python_install property_engine golden_select python_onnx
    python_report python_azureml unit_cpu property_select unit_kmeans golden_kmeans golden_data)

# shoal_order_tests(): gives the entries of this folder their COST, by which ctest orders them.
function(shoal_order_tests)
  get_property(entries DIRECTORY PROPERTY TESTS)
  list(LENGTH shoal_longest_tests cost)
  foreach(name ${shoal_longest_tests})
    set(same ${entries})
    list(FILTER same INCLUDE REGEX "^${name}(_[a-z0-9]+)*$")
    set_tests_properties(${same} PROPERTIES COST ${cost})
    math(EXPR cost "${cost} - 1")
  endforeach()
endfunction()

# Executables whose cases are divided among entries, so that all processors have work to the end.
set(shoal_sharded_tests contract_device property_engine property_select simt_kernels unit_cpu)
set(shoal_test_shards 4)

# Kernels on the emulator: .cu and .cpp by g++, with everything below cuda/ and the emulator linked in before the rest, so that
# no code for a real GPU is. Each runs once for every entry of SHOAL_SIMT_RUNS: a seed of the random order, fifo or lifo.
# scripts/test.sh --all has more.
set(shoal_simt_runs 1)
if(NOT SHOAL_SANITIZE)
  set(shoal_simt_runs 1 lifo)
endif()
set(SHOAL_SIMT_RUNS "${shoal_simt_runs}" CACHE STRING "Orders in which the emulator runs threads in tests")

function(shoal_add_simt_test_folder folder)
  get_filename_component(area ${folder} NAME)
  set(name simt_${area})
  if(NOT SHOAL_EMULATION_FOUND)
    add_test(NAME ${name} COMMAND ${CMAKE_COMMAND} -E echo "skipped: ${SHOAL_EMULATION_WHY}")
    set_tests_properties(${name} PROPERTIES SKIP_REGULAR_EXPRESSION "^skipped: " LABELS simt)
    return()
  endif()
  file(GLOB_RECURSE sources ${folder}/*.cpp ${folder}/*.cu)
  add_executable(${name} ${sources})
  shoal_emulate(${name})
  shoal_allow_unity(${name})
  target_link_libraries(${name} PRIVATE $<LINK_LIBRARY:WHOLE_ARCHIVE,shoal_cuda_emulated> shoal_simt_emulator
                                        shoal_engine_test_support)
  add_dependencies(shoal_tests ${name})
  # A test may include a kernel and launch it: nvcc takes no `inline` kernels, so the library holds the same code again.
  target_link_options(${name} PRIVATE LINKER:--allow-multiple-definition)
  foreach(run ${SHOAL_SIMT_RUNS})
    if(run MATCHES "^[0-9]+$")
      set(order SHOAL_SIMT_ORDER=random SHOAL_SIMT_SEED=${run})
    else()
      set(order SHOAL_SIMT_ORDER=${run})
    endif()
    shoal_add_test_entries(${name}_${run} ${name} simt ${order})
  endforeach()
endfunction()

function(shoal_add_test_folder folder support)
  get_filename_component(area ${folder} NAME)
  get_filename_component(kind ${folder} DIRECTORY)
  get_filename_component(kind ${kind} NAME)
  file(GLOB_RECURSE sources ${folder}/*.cpp)
  set(name ${kind}_${area})
  shoal_add_test_executable(${name} ${support} ${sources})
  shoal_add_test_entries(${name} ${name} ${kind})
endfunction()

# shoal_add_python_tests(name environment [argument of pytest ...]): tests/**/test_*.py, run by pytest of the private environment
# .deps/<environment>, as one ctest entry.
function(shoal_add_python_tests name environment)
  # Looked for when the tests run: scripts/test.sh installs it while the build goes on.
  set(run [=[[ -x "$0" ] && exec "$0" -m pytest "$@" || echo "skipped: scripts/install-deps.sh --tests brings pytest"]=])
  add_test(NAME ${name} COMMAND sh -c "${run}" ${SHOAL_DEPS_DIR}/${environment}/bin/python -q
                                --junitxml=${shoal_test_results}/${name}.xml ${ARGN}
           WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}/tests)
  set_tests_properties(
    ${name} PROPERTIES LABELS python TIMEOUT 900 SKIP_REGULAR_EXPRESSION "^skipped: scripts/" ENVIRONMENT
    "${shoal_test_environment};SHOAL_BINARY=$<TARGET_FILE:shoal>;SHOAL_BUILD_DIR=${PROJECT_BINARY_DIR};PYTHONDONTWRITEBYTECODE=1")
endfunction()
