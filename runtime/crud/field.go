package crud

import "reflect"

// Field is a field of a model, as its Go struct and its grpc tag declare it.
type Field struct {
	Name      string       // proto name
	GoName    string       // of the Go field; with dots where structs are embedded
	Index     []int        // of reflect.Value.FieldByIndex
	Type      reflect.Type // of the Go field
	Primary   bool         // the key
	ReadOnly  bool         // not in requests
	WriteOnly bool         // not in responses
	Lookups   []Lookup     // what clients may filter by, in the order of the tag
	Sort      bool         // clients may sort by it
	Search    bool         // clients may search in it
	Keys      string       // the Go field of the association whose keys this field holds: keys=Authors
}
