package runtime

// SupportPackageIsVersion1 is named by generated code, so that it does not compile with a runtime of another version. A
// change that old glue cannot follow replaces it with the next number.
const SupportPackageIsVersion1 = true
