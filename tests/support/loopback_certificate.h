// A certificate that is its own authority.
#pragma once

namespace facerec::test {

// Made for these tests and good for nothing else: signed by itself, for the address 127.0.0.1 only.
// Valid from 2020 to 2120.
inline constexpr const char *certificate = R"(-----BEGIN CERTIFICATE-----
MIIBZTCCAQugAwIBAgICEAEwCgYIKoZIzj0EAwIwGDEWMBQGA1UEAwwNbG9vcGJh
Y2sgdGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowGDEWMBQG
A1UEAwwNbG9vcGJhY2sgdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJQs
F6ZlvwwwvLcfOLm1ACkluzBBDfJm9i5arbCI06N1Pf7SQp2vUWOhMe+U99W82f1T
1huTRILZBSXMGhWdQZ6jQzBBMA8GA1UdEwEB/wQFMAMBAf8wDwYDVR0RBAgwBocE
fwAAATAdBgNVHQ4EFgQUOU5jxDO8oU72HQo+4DlGiFwdqk0wCgYIKoZIzj0EAwID
SAAwRQIhAP3Xe1spQ6UDgGa3EX3sY6cHbPDf9X7JsD+BzwdL0nv6AiBBHlb1/EJ3
js3kxPMpqJFxYq8Jk/IH3bGg/OQpsOEwjw==
-----END CERTIFICATE-----
)";
inline constexpr const char *private_key = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0JrfqkX/7cuQa76b
JHPt3+ODM8UjwGP5n0jBK6+Zwy6hRANCAASULBemZb8MMLy3Hzi5tQApJbswQQ3y
ZvYuWq2wiNOjdT3+0kKdr1FjoTHvlPfVvNn9U9Ybk0SC2QUlzBoVnUGe
-----END PRIVATE KEY-----
)";

} // namespace facerec::test
