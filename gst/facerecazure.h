// facerecazure: names the tracked faces of a video through an Azure AI Face person group.
#pragma once

#include <gst/base/gstbasetransform.h>

namespace facerec::gst {
struct FaceRecAzureState;
}

G_BEGIN_DECLS

#define GST_TYPE_FACE_REC_AZURE (gst_face_rec_azure_get_type())
G_DECLARE_FINAL_TYPE(GstFaceRecAzure, gst_face_rec_azure, GST, FACE_REC_AZURE, GstBaseTransform)

struct _GstFaceRecAzure {
  GstBaseTransform parent;
  facerec::gst::FaceRecAzureState *state; // owned; made in init, deleted in finalize
};

G_END_DECLS
