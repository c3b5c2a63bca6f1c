// The properties of facerecazure: a table, so that name, text, type and place of each stand in one line.
#pragma once

#include "facerec/session/settings.h"

#include <gst/gst.h>

namespace facerec::gst {

// All that properties say; guarded by the element's object lock.
struct AzureProperties {
  Settings settings;
  std::string node_id;              // empty: from the element's name
  std::string face_labels = "face"; // see FaceLabels
};

// When a property may be changed with effect.
enum class Applies {
  AtStart, // read when the element goes from READY to PAUSED
  AtOnce,  // read before the next frame
};

// Installs every property but `stats`.
void install_azure_properties(GObjectClass *object_class);

// The caller holds the lock. Nothing for an id that is not from the table.
std::optional<Applies> set_azure_property(AzureProperties &properties, guint id, const GValue *value);
bool get_azure_property(const AzureProperties &properties, guint id, GValue *value);

// The first id that install_azure_properties() leaves free.
guint first_free_property_id();

} // namespace facerec::gst
