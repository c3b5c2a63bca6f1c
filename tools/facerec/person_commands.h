// What `facerec person` and `facerec face` share.
#pragma once

#include "facerec/context.h"
#include "facerec/face_adder.h"

#include <iosfwd>

namespace facerec::tool {

void add_person_add_command(CLI::App &person, Context &context);

// "ada.jpg: added" after each picture.
PictureDone print_each(std::ostream &err);

// "Ada (7c…): 2 of 3 pictures added. They count after …"
void print_added_faces(std::ostream &out, const std::string &name, const std::string &person_id,
                       const AddedPictures &pictures, std::size_t wanted);

} // namespace facerec::tool
