// What facerecazure leaves on a buffer: a param on every face's ROI meta, and one FaceRecAzureMeta per element.
#pragma once

#include "facerec/region/regions.h"
#include "facerec/report/frame_report.h"

#include <gst/video/video.h>

#include <string>

namespace facerec::gst {

// The GstCustomMeta on the frame: fields `node-id` and `json`, both strings. Readable by name, without a header.
inline constexpr const char *azure_meta_name = "FaceRecAzureMeta";

// Once per process, before the first buffer.
void register_azure_meta();

// facerecazure{state, model_name, track_id, and label, confidence, person_id of a recognized face (and inherited=true
// while no lookup has verified a name that came from a lost track) or the reason of any other}. It has no field `type`,
// so that gvametaconvert prints it and gvawatermark draws the label.
void add_face_param(GstVideoRegionOfInterestMeta *meta, const FaceReport &face, const std::string &model_name);

// The buffer must be writable.
void add_azure_meta(GstBuffer *buffer, const std::string &node_id, const std::string &json);

// The face's fields as a bus message and a signal carry them.
GstStructure *event_structure(const FaceEvent &event, const Regions &regions, const std::string &node_id);

} // namespace facerec::gst
