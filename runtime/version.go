package runtime

// SupportPackageIsVersion1 is named by generated code, so that glue and runtime of different ages do not compile
// together. A change that old glue cannot follow replaces it by the next number.
const SupportPackageIsVersion1 = true
