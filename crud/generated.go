package crud

// AddTest appends a test of a field to tests if its value is set. It is called by generated code.
func AddTest[T any](tests *[]Test, field string, lookup Lookup, value *T) {
	if value != nil {
		*tests = append(*tests, Test{Field: field, Lookup: lookup, Value: *value})
	}
}

// AddListTest appends a test of a field against several values to tests if there are any. It is called by generated code.
func AddListTest[T any](tests *[]Test, field string, lookup Lookup, values []T) {
	if len(values) == 0 {
		return
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	*tests = append(*tests, Test{Field: field, Lookup: lookup, Value: list})
}
