package parser

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strconv"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// The length of an array is checked when a message is read, but no .proto says it. What the last build knew of it stands in
// the guards of the glue, which spell the fields of every struct. So where that glue is at hand, a length that changed is a
// warning; the lengths of named array types are not in it.

// warnArrays warns of fields whose arrays have other lengths than in the glue of the last build.
func (r *reader) warnArrays() {
	for _, p := range r.packages {
		for _, file := range schema.GlueFiles {
			text, err := os.ReadFile(filepath.Join(r.src.Dir, filepath.FromSlash(p.Dir), file))
			if err != nil || !schema.IsGlue(text) {
				continue
			}
			parsed, err := goparser.ParseFile(token.NewFileSet(), file, text, goparser.SkipObjectResolution)
			if err != nil {
				continue
			}
			for _, d := range parsed.Decls {
				r.warnGuard(p, d)
			}
		}
	}
}

// warnGuard checks the fields that a guard spells against those that the struct has now.
func (r *reader) warnGuard(p *pkg, decl ast.Decl) {
	fields, name := guarded(decl)
	obj := p.Types.Scope().Lookup(name)
	if fields == nil || obj == nil {
		return
	}
	now, ok := obj.Type().Underlying().(*types.Struct)
	if !ok {
		return
	}
	was := map[string]ast.Expr{}
	for _, f := range fields.List {
		for _, ident := range f.Names {
			was[ident.Name] = f.Type
		}
	}
	for v := range now.Fields() {
		before, after := arrayLengths(was[v.Name()], v.Type())
		if before != after && r.sent[v] {
			r.warnings.Add(r.position(v), "if such programs are in use, give the field a new name, which makes it a new field",
				"the array of %s had %d elements and now has %d: programs built before and after this change refuse each other's messages", v.Name(), before, after)
		}
	}
}

// guarded returns the fields that a guard spells and the name of the struct, or nil if it is none of a struct of the package:
// func _(changed map[string]*struct{...}) { _ = (*T)(changed[...]) }.
func guarded(decl ast.Decl) (fields *ast.FieldList, name string) {
	f, ok := decl.(*ast.FuncDecl)
	if !ok || f.Name.Name != "_" || f.Body == nil {
		return nil, ""
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StructType:
			if fields == nil {
				fields = n.Fields
			}
			return false
		case *ast.ParenExpr:
			if star, ok := n.X.(*ast.StarExpr); ok {
				if ident, ok := star.X.(*ast.Ident); ok {
					name = ident.Name
				}
			}
		}
		return true
	})
	return fields, name
}

// arrayLengths returns the lengths of the first arrays that differ between a type as it was spelled and as it is now. They are
// equal if none does.
func arrayLengths(was ast.Expr, now types.Type) (before, after int64) {
	now = types.Unalias(now)
	switch was := was.(type) {
	case *ast.StarExpr:
		if now, ok := now.(*types.Pointer); ok {
			return arrayLengths(was.X, now.Elem())
		}
	case *ast.MapType:
		if now, ok := now.(*types.Map); ok {
			return arrayLengths(was.Value, now.Elem())
		}
	case *ast.ArrayType:
		return elementLengths(was, now)
	}
	return 0, 0
}

// elementLengths is arrayLengths for an array or a slice.
func elementLengths(was *ast.ArrayType, now types.Type) (before, after int64) {
	switch now := now.Underlying().(type) {
	case *types.Slice:
		if was.Len == nil {
			return arrayLengths(was.Elt, now.Elem())
		}
	case *types.Array:
		length, ok := was.Len.(*ast.BasicLit)
		if !ok {
			return 0, 0
		}
		if n, err := strconv.ParseInt(length.Value, 0, 64); err == nil && n != now.Len() {
			return n, now.Len()
		}
		return arrayLengths(was.Elt, now.Elem())
	}
	return 0, 0
}
