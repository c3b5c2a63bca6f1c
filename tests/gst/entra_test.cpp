// Lookups that a token of Entra ID authorises, through the element.
#include "facerec/azure/entra.h"
#include "tests/gst/entra_fixture.h"

#include <gmock/gmock.h>

namespace facerec {
namespace {

using test::AnnotatedFrame;
using test::AzureHarness;
using test::HarnessFace;
using testing::HasSubstr;

class EntraElement : public test::EntraFixture {};

TEST_F(EntraElement, AuthIsAnEnumOfTheElement) {
  AzureHarness harness(test::make_azure_element(properties("")));
  GParamSpec *spec = g_object_class_find_property(G_OBJECT_GET_CLASS(harness.element()), "azure-auth");
  ASSERT_NE(spec, nullptr);
  EXPECT_EQ(spec->flags & (G_PARAM_READWRITE | GST_PARAM_MUTABLE_READY), G_PARAM_READWRITE | GST_PARAM_MUTABLE_READY);
  EXPECT_STREQ(g_type_name(spec->value_type), "GstFaceRecAzureAuth");
  EXPECT_EQ(G_PARAM_SPEC_ENUM(spec)->default_value, static_cast<int>(azure::Auth::Key));
  for (const char *nick : {"key", "entra", "managed-identity"})
    EXPECT_NE(g_enum_get_value_by_nick(G_PARAM_SPEC_ENUM(spec)->enum_class, nick), nullptr) << nick;
}

TEST_F(EntraElement, TwoElementsShareOneToken) {
  azure_.enrol(test::mark_of(1), azure_.add_person("Ada"), 0.9);
  for (int i = 0; i < 2; ++i) {
    AzureHarness harness(test::make_azure_element(properties("mode=offline")));
    EXPECT_EQ(test::state_of(harness.push({HarnessFace{}})), "recognized");
  }
  EXPECT_EQ(authority_->requests().size(), 1u);
}

TEST_F(EntraElement, ARefusedSecretIsOneWarningAndRecoversByItself) {
  azure_.enrol(test::mark_of(1), azure_.add_person("Ada"), 0.9);
  refuses_ = true;
  AzureHarness harness(test::make_azure_element(properties("mode=live max-lookups-per-face=1")));
  std::string warning;
  harness.push_until({HarnessFace{}},
                     [&](const AnnotatedFrame &) { return !(warning = harness.next_warning()).empty(); });
  EXPECT_THAT(warning, HasSubstr("gives no token: Expired. The secret has expired: make a new one"));
  refuses_ = false;
  const AnnotatedFrame named = harness.push_until({HarnessFace{}}, [](const AnnotatedFrame &frame) {
    EXPECT_NE(test::state_of(frame), "unrecognized");
    return test::state_of(frame) == "recognized";
  });
  EXPECT_EQ(test::state_of(named), "recognized");
  EXPECT_EQ(harness.next_warning(), "");
}

} // namespace
} // namespace facerec
