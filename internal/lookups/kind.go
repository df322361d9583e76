package lookups

// Kind is what the values of a field are, and so what can be asked of them. Each kind allows what those before it allow.
type Kind uint8

// The kinds of fields.
const (
	Opaque Kind = iota
	Nested
	Bool
	Ordered
	Text
)

// kinds are the names of the constants here and in package crud.
var kinds = [...]string{Opaque: "Opaque", Nested: "Nested", Bool: "Bool", Ordered: "Ordered", Text: "Text"}

// Go returns the name of the constant in package crud.
func (k Kind) Go() string { return kinds[k] }

// Comparable reports whether two values of the kind can be the same.
func (k Kind) Comparable() bool { return k >= Bool }

// IsOrdered reports whether one value of the kind can be less than another.
func (k Kind) IsOrdered() bool { return k >= Ordered }
