// A face as a list of numbers: what is stored of a person instead of a picture, and compared.
#pragma once

#include "facerec/base/result.h"
#include "facerec/vision/face_aligner.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facerec {

// Of length 1, so that the inner product of two is their similarity: 1 for the same picture, lower for others.
using Encoding = std::vector<float>;

// How an encoder's similarities become confidences like Azure's: 0..1, 0.5 where a match begins to be one.
//
// The evidence against a match is its distance (1 - similarity) times how near the best other person comes (the rival):
//     score = distance * distance / min(distance to the rival, stranger)
// because a face that is nearly as close to two persons is no sure match of either. Where `stranger` is 0 the score is
// the distance alone. The confidence is 1 / (1 + exp((score - accept) / spread)).
struct ConfidenceScale {
  double accept = 0;   // the score whose confidence is 0.5
  double spread = 1;   // a score lower by this has the confidence 0.73, by twice as much 0.88
  double stranger = 0; // the distance at which two different people mostly are; also what a lone person is held against

  // `rival_similarity`: of the best other person; nothing where there is none.
  double confidence(double similarity, std::optional<double> rival_similarity) const;
};

// Not thread-safe: one encoder per thread.
class FaceEncoder {
public:
  virtual ~FaceEncoder() = default;
  // Encodings of encoders of different names cannot be compared.
  virtual std::string_view name() const = 0;
  virtual ConfidenceScale scale() const = 0;
  // `aligned` comes from align_face(). Malformed where the model does not give what an encoder must.
  virtual Result<Encoding> encode(const cv::Mat &aligned) = 0;
};

// Histograms of local binary patterns (cv::face::LBPHFaceRecognizer): needs no model file, and tells people apart as
// long as pose and camera change little (docs/recognition.md).
std::unique_ptr<FaceEncoder> make_lbph_encoder();

// SFace (cv::FaceRecognizerSF), a neural network: face_recognition_sface_2021dec.onnx.
// Errors: NotFound, Malformed (a file that is no such network).
Result<std::unique_ptr<FaceEncoder>> make_sface_encoder(const std::string &model);

} // namespace facerec
