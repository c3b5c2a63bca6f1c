// What a client does that knows nothing of batches or budgets: for each face Detect, Identify and GET person, faces one
// after the other on two threads; after a 429 it waits as long as the answer says and tries again.
#pragma once

#include "bench/support/scene.h"

namespace facerec::bench {

// Returns when every face has a name. False: some call failed for good.
bool name_naively(const test::FakeAzure &azure, const Scene &scene);

} // namespace facerec::bench
