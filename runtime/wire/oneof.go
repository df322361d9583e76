package wire

import "strings"

// CheckOneof panics if two members of a oneof are set. names has those of the members, separated by spaces.
func CheckOneof(oneof, names string, set ...bool) {
	n := 0
	for _, s := range set {
		if s {
			n++
		}
	}
	if n < 2 {
		return
	}
	var which []string
	for i, name := range strings.Fields(names) {
		if set[i] {
			which = append(which, name)
		}
	}
	cannotEncode("%s are set, and oneof %s holds only one", strings.Join(which, " and "), oneof)
}
