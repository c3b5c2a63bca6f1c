// The two kinds of person groups: what the clients, the paths and the errors call them.
export const groupKinds = [
  {
    idName: "largePersonGroupId",
    path: "/largepersongroups",
    groups: "largePersonGroup", // members of the v1.0 client
    persons: "largePersonGroupPerson",
    scope: "largepersongroup", // of the documented errors
    code: "LargePersonGroup",
    words: "Large person group",
  },
  {
    idName: "personGroupId",
    path: "/persongroups",
    groups: "personGroup",
    persons: "personGroupPerson",
    scope: "persongroup",
    code: "PersonGroup",
    words: "Person group",
  },
];
