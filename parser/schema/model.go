package schema

import "github.com/grpcgen/grpcgen/internal/lookups"

// Model is the struct whose rows a model service serves, and what the glue says of its fields.
type Model struct {
	Go     GoType
	Ident  string // what generated identifiers call it
	Fields []ModelField
}

// ModelField is a field of a model: a crud.Field, whose names these are.
type ModelField struct {
	Name      string // proto name
	Go        string // selector of the Go field
	Kind      lookups.Kind
	Null      string
	Nullable  bool
	Primary   bool
	ReadOnly  bool
	WriteOnly bool
	Sort      bool
	Search    bool
	Keys      string
	Lookups   []lookups.Lookup
	Hidden    []string
}

// Condition is a field of a filter, which compares a field of the model with its value.
type Condition struct {
	Field  int // index in the model's Fields
	Lookup lookups.Lookup
	Go     string // Go field of the filter
}
