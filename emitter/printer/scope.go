package printer

// Scope names the receivers, parameters and variables of one generated function. Those of the user are declared
// first and keep their names unless these would hide a name that the function needs.
type Scope struct {
	used   map[string]bool
	hidden func(string) bool // names that must not be hidden
}

// NewScope returns a scope whose names hide none of those that hidden reports; nil hides nothing.
func NewScope(hidden func(string) bool) *Scope {
	return &Scope{used: map[string]bool{}, hidden: hidden}
}

// Declare returns name, with underscores behind it until it is free.
func (s *Scope) Declare(name string) string {
	for s.used[name] || s.hidden != nil && s.hidden(name) {
		name += "_"
	}
	s.used[name] = true
	return name
}
