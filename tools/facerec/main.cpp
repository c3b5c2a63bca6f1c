// `facerec`: enrol people, run the local server, read what was seen.
#include "facerec/environment.h"
#include "facerec/interrupts.h"
#include "facerec/run.h"

int main(int argc, char **argv) {
  const facerec::tool::Interrupts interrupts;
  const facerec::tool::Environment environment = facerec::tool::process_environment(interrupts.token());
  return facerec::tool::run({argv + 1, argv + argc}, environment);
}
