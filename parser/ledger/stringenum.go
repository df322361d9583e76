package ledger

import (
	"math"
	"slices"
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
			s.run.diags.Add(v.Pos, "edit the reserved line of the .proto if it never was in use", "%s has no numbers left", s.e.Name)
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

// askValues finds values that are new in a run in which others are gone. The ledger knows no texts to tell a rename by.
func (s *settling) askValues() {
	var gone []string
	for name, number := range s.old.values {
		if number != 0 && !s.kept[name] {
			gone = append(gone, name)
		}
	}
	for _, v := range s.added {
		s.run.askFor(question{v.Pos, s.e.Name + "." + v.Name, "value", "//grpc:field was=", "", slices.Clone(gone)})
	}
}
