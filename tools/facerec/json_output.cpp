#include "facerec/json_output.h"

#include <ostream>

namespace facerec::tool {

void print_json(std::ostream &out, const nlohmann::ordered_json &value) {
  out << value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << std::endl;
}

} // namespace facerec::tool
