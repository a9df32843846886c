# shoal_add_test_folder(folder): tests/<kind>/<area> becomes the executable <kind>_<area> and one ctest entry of that name.
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

function(shoal_add_test_executable name)
  add_executable(${name} ${ARGN})
  shoal_set_flags(${name})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/support ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(${name} PRIVATE SHOAL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE shoal_test_support)
  if(TARGET shoal)
    target_compile_definitions(${name} PRIVATE SHOAL_BINARY="$<TARGET_FILE:shoal>")
    target_link_libraries(${name} PRIVATE shoal::cli)
    add_dependencies(${name} shoal)
  endif()
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1 --gtest_output=xml:${shoal_test_results}/${name}.xml)
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "${shoal_test_environment}" TIMEOUT ${shoal_test_timeout})
endfunction()

function(shoal_add_test_folder folder)
  get_filename_component(area ${folder} NAME)
  get_filename_component(kind ${folder} DIRECTORY)
  get_filename_component(kind ${kind} NAME)
  file(GLOB_RECURSE sources ${folder}/*.cpp)
  shoal_add_test_executable(${kind}_${area} ${sources})
  set_tests_properties(${kind}_${area} PROPERTIES LABELS ${kind})
endfunction()

# All tests/**/test_*.py, run by pytest of the private environment, as the one ctest entry `python`.
function(shoal_add_python_tests)
  set(python ${SHOAL_DEPS_DIR}/test/bin/python)
  if(EXISTS ${python})
    add_test(NAME python COMMAND ${python} -m pytest -q --junitxml=${shoal_test_results}/python.xml
             WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}/tests)
  else()
    add_test(NAME python COMMAND ${CMAKE_COMMAND} -E echo "skipped: scripts/install-deps.sh --tests brings pytest")
    set_tests_properties(python PROPERTIES SKIP_REGULAR_EXPRESSION "^skipped: ")
  endif()
  set_tests_properties(
    python PROPERTIES LABELS python TIMEOUT 900 ENVIRONMENT
    "${shoal_test_environment};SHOAL_BINARY=$<TARGET_FILE:shoal>;SHOAL_BUILD_DIR=${PROJECT_BINARY_DIR};PYTHONDONTWRITEBYTECODE=1")
endfunction()
