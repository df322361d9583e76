// Package names spells names: the one place for the rules by which a Go name becomes a proto name, a proto name becomes
// one in Go or in JSON, and for what an identifier is. They are rules about the spelling alone; which rule a
// declaration follows, and what is added to it, is not decided here.
package names

import (
	"strings"
	"unicode"
)

// Exported returns name with its first letter in upper case.
func Exported(name string) string {
	r := []rune(name)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// Unexported returns name with its first letter in lower case.
func Unexported(name string) string {
	r := []rune(name)
	if len(r) > 0 {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// Pascal returns a name in PascalCase, as the protobuf style guide has the names of types and methods: every underscore
// is dropped, and the letter after it is a capital.
func Pascal(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "_") {
		b.WriteString(Exported(word))
	}
	return b.String()
}

// JSON returns the name that a proto field has in JSON by default: lowerCamelCase (descriptor.proto,
// FieldDescriptorProto.json_name).
func JSON(field string) string {
	first, rest, _ := strings.Cut(field, "_")
	return first + Pascal(rest)
}

// MapEntry returns the name of the message that stands for an entry of a map field. descriptor.proto: "the map entry
// message name is the camel-cased field name with Entry appended".
func MapEntry(field string) string { return Pascal(field) + "Entry" }

// GoCamel returns the Go name that protoc-gen-go makes of a proto name without dots (google.golang.org/protobuf/internal/strs).
func GoCamel(name string) string {
	var b []byte
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch {
		case c == '_' && i == 0:
			b = append(b, 'X')
		case c == '_' && i+1 < len(name) && isLower(name[i+1]):
		case isDigit(c):
			b = append(b, c)
		default:
			if isLower(c) {
				c -= 'a' - 'A'
			}
			b = append(b, c)
			for ; i+1 < len(name) && isLower(name[i+1]); i++ {
				b = append(b, name[i+1])
			}
		}
	}
	return string(b)
}
