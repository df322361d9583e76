package emitter

import (
	"bytes"
	"fmt"
	"go/format"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// printer writes a Go file line by line. What a line names is imported by naming it.
type printer struct {
	imports *imports
	body    bytes.Buffer
	structs bool // a type without a name stands in a signature
}

// expr is a piece of a line: operands of P.
type expr []any

// P prints one line. Its operands are strings, ints, names and types of Go, and pieces of these; a name or a type of
// another package is printed with the name under which the file imports that package.
func (p *printer) P(operands ...any) {
	p.print(operands)
	p.body.WriteByte('\n')
}

func (p *printer) print(operands []any) {
	for _, operand := range operands {
		switch v := operand.(type) {
		case string:
			p.body.WriteString(v)
		case int:
			p.body.WriteString(strconv.Itoa(v))
		case schema.GoName:
			p.body.WriteString(p.imports.qualified(v))
		case schema.GoType:
			for _, name := range v {
				p.body.WriteString(p.imports.qualified(name))
			}
		case expr:
			p.print(v)
		default:
			panic(fmt.Sprintf("emitter: cannot print a %T", operand))
		}
	}
}

// comment prints doc as a comment.
func (p *printer) comment(doc string) {
	for _, line := range commentLines(doc) {
		p.P(line)
	}
}

// source returns the whole file: what head says, the imports, and what was printed, formatted as gofmt does. If that
// is no Go, the error has the text with line numbers.
func (p *printer) source(head string) ([]byte, error) {
	text := head + p.imports.declaration() + p.body.String()
	formatted, err := format.Source([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("the generated code does not parse: %w\n%s", err, numbered(text))
	}
	if p.structs {
		return format.Source(formatted) // which takes gofmt two rounds
	}
	return formatted, nil
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

// joined returns the pieces with sep between them.
func joined(pieces []expr, sep string) expr {
	var out expr
	for i, piece := range pieces {
		if i > 0 {
			out = append(out, sep)
		}
		out = append(out, piece)
	}
	return out
}

// words returns each name as a piece of its own.
func words(names []string) []expr {
	pieces := make([]expr, len(names))
	for i, name := range names {
		pieces[i] = expr{name}
	}
	return pieces
}
