// Precompiled for the libraries, by CMake and Meson.
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
