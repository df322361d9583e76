package crud

// What generated code calls beside NewFields and Fields.At.

// AddCondition appends a condition of a field if its value is set. It is for generated code.
func AddCondition[T any](all *[]Condition, field *Field, lookup Lookup, value *T) {
	if value != nil {
		*all = append(*all, Condition{Field: field, Lookup: lookup, Value: *value})
	}
}

// AddListCondition appends a condition of a field and several values if there are any. It is for generated code.
func AddListCondition[T any](all *[]Condition, field *Field, lookup Lookup, values []T) {
	if len(values) == 0 {
		return
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	*all = append(*all, Condition{Field: field, Lookup: lookup, Value: list})
}
