package parser

import (
	"go/token"
	"go/types"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// unresolved returns the problem of a type that Go itself cannot resolve, in Go's own words where it has some.
func (r *reader) unresolved(pos token.Position) schema.Diagnostics {
	var problems schema.Diagnostics
	for _, p := range r.packages {
		for _, e := range p.Errors {
			here := e.Pos.Line == pos.Line && e.Pos.Column >= pos.Column && e.Msg != "missing return"
			if !e.Syntax && e.Pos.Filename == pos.Filename && (e.Import || here) {
				help := "correct it: the package has to compile without its " + schema.GlueFile
				switch {
				case e.Import:
					help = "add the module that has it: go get, or go mod tidy"
				case strings.HasPrefix(e.Msg, "undefined: "):
					help = "correct the name, or declare it; a type that grpcgen generates cannot be used here"
				}
				problems.Add(e.Pos, help, "%s", e.Msg)
			}
		}
	}
	if len(problems) == 0 {
		problems.Add(pos, "does the package compile without its "+schema.GlueFile+"?", "the type cannot be resolved")
	}
	return problems
}

// checkEmbedded reports what a service embeds, at any depth, and Go cannot resolve: its actions would be left out in silence.
func (r *reader) checkEmbedded(service *types.Named, seen map[*types.Named]bool) bool {
	fields, ok := service.Underlying().(*types.Struct)
	if !ok || seen[service] {
		return true
	}
	seen[service] = true
	resolved := true
	for f := range fields.Fields() {
		if !f.Embedded() {
			continue
		}
		if !isResolved(f.Type()) {
			pos := r.src.At(f.Pos())
			pos.Column = 1 // Go's error is at the package's name, or at a type argument
			r.diags = append(r.diags, r.unresolved(pos)...)
			resolved = false
		} else if inner, ok := types.Unalias(deref(f.Type())).(*types.Named); ok {
			resolved = r.checkEmbedded(inner, seen) && resolved
		}
	}
	return resolved
}

// isResolved reports whether Go knows the type that a field embeds, and how to instantiate it.
func isResolved(t types.Type) bool {
	switch t := types.Unalias(deref(t)).(type) {
	case *types.Basic:
		return t.Kind() != types.Invalid
	case *types.Named:
		if t.TypeParams().Len() != t.TypeArgs().Len() {
			return false
		}
		for arg := range t.TypeArgs().Types() {
			if !isResolved(arg) {
				return false
			}
		}
	}
	return true
}
