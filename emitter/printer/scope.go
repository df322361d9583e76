package printer

// Scope names the receivers, parameters and variables of one generated function. Those of the user are declared
// first and keep their names unless these would shadow a name that the function needs.
type Scope struct {
	used   map[string]bool
	needed func(string) bool
}

// NewScope returns a scope whose names shadow none of those that needed reports; nil reports none.
func NewScope(needed func(string) bool) *Scope {
	return &Scope{used: map[string]bool{}, needed: needed}
}

// Declare returns name, with underscores behind it until it is free.
func (s *Scope) Declare(name string) string {
	for s.used[name] || s.needed != nil && s.needed(name) {
		name += "_"
	}
	s.used[name] = true
	return name
}
