package schema

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
	Kind      ModelKind
	Null      string
	Nullable  bool
	Primary   bool
	ReadOnly  bool
	WriteOnly bool
	Sort      bool
	Search    bool
	Keys      string
	Lookups   []string // constants of package crud
	Hidden    []string
}

// ModelKind is what the values of a model's field are: the name of a crud.Kind.
type ModelKind string

// The kinds of values.
const (
	OpaqueKind  ModelKind = "Opaque"
	NestedKind  ModelKind = "Nested"
	BoolKind    ModelKind = "Bool"
	OrderedKind ModelKind = "Ordered"
	TextKind    ModelKind = "Text"
)

// Comparable reports whether two values of the kind can be the same.
func (k ModelKind) Comparable() bool { return k != OpaqueKind && k != NestedKind }

// Condition is a field of a filter, which compares a field of the model with its value.
type Condition struct {
	Field  int    // index in the model's Fields
	Lookup GoName // constant of the lookup
	Go     string // Go field of the filter
	List   bool   // the value is a slice
}
