// Package printer prints Go: lines, imports, and the names within a function. It knows the names of the packages that
// generated code uses and nothing of what is generated.
package printer

import (
	"bytes"
	"fmt"
	"go/format"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// File is a Go file that is printed line by line. What a line names is imported by naming it.
type File struct {
	Imports *Imports
	Body    bytes.Buffer
	Structs bool // a type without a name stands in a signature
}

// Expr is a piece of a line: operands of P.
type Expr []any

// P prints one line. Its operands are strings, ints, names and types of Go, and pieces of these; a name or a type of
// another package is printed with the name under which the file imports that package.
func (p *File) P(operands ...any) {
	p.print(operands)
	p.Body.WriteByte('\n')
}

func (p *File) print(operands []any) {
	for _, operand := range operands {
		switch v := operand.(type) {
		case string:
			p.Body.WriteString(v)
		case int:
			p.Body.WriteString(strconv.Itoa(v))
		case schema.GoName:
			p.Body.WriteString(p.Imports.Qualified(v))
		case schema.GoType:
			for _, name := range v {
				p.Body.WriteString(p.Imports.Qualified(name))
			}
		case Expr:
			p.print(v)
		default:
			panic(fmt.Sprintf("printer: cannot print a %T", operand))
		}
	}
}

// Comment prints doc as a comment.
func (p *File) Comment(doc string) {
	for _, line := range CommentLines(doc) {
		p.P(line)
	}
}

// Source returns the whole file: head, the imports, what stands below them, and what was printed, formatted as gofmt does, in
// lines of at most Columns. If that does not parse, the error has the text with line numbers.
func (p *File) Source(head, below string) ([]byte, error) {
	text := head + p.Imports.declaration() + below + p.Body.String()
	formatted, err := format.Source([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("the generated code does not parse: %w\n%s", err, numbered(text))
	}
	if p.Structs {
		if formatted, err = format.Source(formatted); err != nil { // which takes gofmt two rounds
			return nil, err
		}
	}
	if formatted, err = broken(formatted); err != nil {
		return nil, err
	}
	if wrapped, changed := wrapComments(formatted); changed {
		return format.Source(wrapped)
	}
	return formatted, nil
}

// broken breaks the long lines of a file until none is left that can be broken.
func broken(formatted []byte) ([]byte, error) {
	for {
		folded, changed := fold(formatted)
		if !changed {
			return formatted, nil
		}
		before := formatted
		var err error
		if formatted, err = format.Source(folded); err != nil {
			return nil, fmt.Errorf("the generated code does not parse once its lines are broken: %w\n%s", err, numbered(string(folded)))
		}
		if bytes.Equal(formatted, before) {
			return formatted, nil
		}
	}
}

func numbered(text string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(text) {
		n++
		fmt.Fprintf(&b, "%5d\t%s", n, line)
	}
	return b.String()
}

// Joined returns the pieces with sep between them.
func Joined(pieces []Expr, sep string) Expr {
	var out Expr
	for i, piece := range pieces {
		if i > 0 {
			out = append(out, sep)
		}
		out = append(out, piece)
	}
	return out
}

// Words returns each name as a piece of its own.
func Words(names []string) []Expr {
	pieces := make([]Expr, len(names))
	for i, name := range names {
		pieces[i] = Expr{name}
	}
	return pieces
}
