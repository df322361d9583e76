// Package crudimpl is what generated code calls beside package crud.
//
// WARNING: only code that grpcgen has generated may import this package. It changes whenever generated code does; what
// people use is in package crud.
package crudimpl

import "github.com/grpcgen/grpcgen/crud"

// AddCondition appends a condition of the field of a proto name if its value is set.
func AddCondition[T any](all *[]crud.Condition, fields *crud.Fields, name string, lookup crud.Lookup, value *T) {
	if value != nil {
		*all = append(*all, crud.Condition{Field: fields.Named(name), Lookup: lookup, Value: *value})
	}
}

// AddListCondition appends a condition of the field of a proto name and several values if there are any.
func AddListCondition[T any](all *[]crud.Condition, fields *crud.Fields, name string, lookup crud.Lookup, values []T) {
	if len(values) == 0 {
		return
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	*all = append(*all, crud.Condition{Field: fields.Named(name), Lookup: lookup, Value: list})
}
