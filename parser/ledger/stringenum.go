package ledger

import (
	"math"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// assign gives the values of a string enum their numbers: the empty text is 0, a known value keeps its number, and a new
// one gets the next above all that were ever used. Values of one text have one number.
func (s *settling) assign() {
	byText := map[string]int32{"": 0}
	for _, v := range s.e.Values {
		name := s.former(v)
		if number, known := s.old.values[name]; known && number != 0 && v.Text != "" {
			byText[v.Text], s.kept[name] = int32(number), true
		}
	}
	newest := s.old.highest()
	for _, v := range s.e.Values {
		number, known := byText[v.Text]
		if !known && newest == math.MaxInt32 {
			s.diags.Add(v.Pos, "edit the reserved line of the .proto if it never was in use", "%s has no numbers left", s.e.Name)
		} else if !known {
			newest++
			number = int32(newest)
			if _, had := s.old.values[v.Name]; !had { // its number changed, which is reported
				s.added = append(s.added, v)
			}
		}
		v.Number, byText[v.Text] = number, number
	}
}

// ask finds values that are new in a run in which others are gone. The ledger knows no texts to tell a rename by.
func (s *settling) ask() {
	var gone []string
	for name, number := range s.old.values {
		if number != 0 && !s.kept[name] {
			gone = append(gone, name)
		}
	}
	for _, v := range s.added {
		s.askFor(question{v.Pos, s.e.Name + "." + v.Name, "value", "//grpc:field was=", "", slices.Clone(gone)})
	}
}

// former returns the name that a value had: its own, the one that was= gives, or, in an enum that was renamed, the one
// that began with the enum's old name. It is empty for a new value.
func (s *settling) former(v *schema.EnumValue) string {
	for _, name := range []string{v.Name, v.Was} {
		if _, known := s.old.values[name]; known {
			return name
		}
	}
	if !s.moved || len(s.old.values) == 0 || v.Text == "" {
		return ""
	}
	before, now, ok := s.prefixes()
	if !ok {
		s.refuse(v.Pos, "say what it was: //grpc:field was=OLD", "the enum of %s was renamed, and what the value was called is not known", v.Name)
		return ""
	}
	if rest, ok := strings.CutPrefix(v.Name, now); ok {
		if _, known := s.old.values[before+rest]; known {
			return before + rest
		}
	}
	return ""
}

// prefixes returns what the names of the values began with before the enum was renamed, and what they begin with now: the
// zero values differ in nothing else.
func (s *settling) prefixes() (before, now string, ok bool) {
	before = s.old.holder(0)
	for _, v := range s.e.Values {
		if v.Text == "" {
			now = v.Name
		}
	}
	for i := 1; i <= len(now); i++ {
		rest := now[i:]
		if now[i-1] == '_' && rest != "" && strings.HasSuffix(before, "_"+rest) {
			return strings.TrimSuffix(before, rest), now[:i], true
		}
	}
	return "", "", false
}

// highest returns the highest number that an enum ever used.
func (e *enum) highest() int {
	highest := 0
	for _, number := range e.values {
		highest = max(highest, number)
	}
	for _, r := range e.reserved.Ranges {
		highest = max(highest, r.To)
	}
	return highest
}
