package ledger

import (
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// former returns the name that a value had: its own, the one that was= gives, or, in an enum that was renamed, the one
// that began with the enum's old name. It is empty for a new value.
func (s *settling) former(v *schema.EnumValue) string {
	if name := s.remembered(v); name != "" {
		return name
	}
	before, now, ok := s.prefixes()
	if rest, found := strings.CutPrefix(v.Name, now); ok && found && s.mayBeRenamed(v) {
		if _, known := s.old.values[before+rest]; known {
			return before + rest
		}
	}
	return ""
}

// remembered returns what the ledger has of the names that a value has and, by was=, had; or "".
func (s *settling) remembered(v *schema.EnumValue) string {
	for _, name := range []string{v.Name, v.Was} {
		if _, known := s.old.values[name]; known {
			return name
		}
	}
	return ""
}

// mayBeRenamed reports whether a value may have another name because its enum has.
func (s *settling) mayBeRenamed(v *schema.EnumValue) bool {
	return s.moved && len(s.old.values) > 0 && !s.isZero(v)
}

// checkFormer reports a value of a renamed string enum whose former name cannot be known, and with that its number.
func (s *settling) checkFormer(v *schema.EnumValue) {
	if s.e.Strings && s.mayBeRenamed(v) && !s.knowsNames() && s.remembered(v) == "" {
		s.run.refuse(v.Pos, "say what it was: //grpc:field was=OLD", "the enum of %s was renamed, and the former name of this value is unknown", v.Name)
	}
}

// knowsNames reports whether the old name of every value is known.
func (s *settling) knowsNames() bool {
	_, _, ok := s.prefixes()
	return !s.moved || ok
}

// prefixes returns what the names of the values began with before the enum was renamed, and what they begin with now: the
// zero values differ in nothing else.
func (s *settling) prefixes() (before, now string, ok bool) {
	before = s.old.holder(0)
	for _, v := range s.e.Values {
		if s.isZero(v) {
			now = v.Name
		}
	}
	if before == now {
		return "", "", true
	}
	for i := 1; i <= len(now); i++ {
		rest := now[i:]
		if now[i-1] == '_' && rest != "" && strings.HasSuffix(before, "_"+rest) {
			return strings.TrimSuffix(before, rest), now[:i], true
		}
	}
	return "", "", false
}

// isZero reports whether a value is the zero of its Go type. The number of a string is not known before it is assigned.
func (s *settling) isZero(v *schema.EnumValue) bool {
	if s.e.Strings {
		return v.Text == ""
	}
	return v.Number == 0
}
