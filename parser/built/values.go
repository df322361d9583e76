package built

import (
	"go/ast"
	"go/token"
	"iter"
	"strconv"
)

// values visits the variables and constants of a file that have a value.
func values(file *ast.File) iter.Seq2[string, ast.Expr] {
	return func(yield func(string, ast.Expr) bool) {
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range general.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if ok && len(v.Names) == 1 && len(v.Values) == 1 && !yield(v.Names[0].Name, v.Values[0]) {
					return
				}
			}
		}
	}
}

// valueOf returns the value of a variable or constant, or nil.
func valueOf(file *ast.File, name string) ast.Expr {
	for found, value := range values(file) {
		if found == name {
			return value
		}
	}
	return nil
}

// constantBytes evaluates a concatenation of strings, or a list of bytes.
func constantBytes(expr ast.Expr) []byte {
	switch e := expr.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, _ := strconv.Unquote(e.Value)
			return []byte(text)
		}
		n, _ := strconv.ParseUint(e.Value, 0, 8)
		return []byte{byte(n)}
	case *ast.BinaryExpr:
		return append(constantBytes(e.X), constantBytes(e.Y)...)
	case *ast.ParenExpr:
		return constantBytes(e.X)
	case *ast.CallExpr: // string([]byte{...})
		if len(e.Args) == 1 {
			return constantBytes(e.Args[0])
		}
	case *ast.CompositeLit:
		var b []byte
		for _, element := range e.Elts {
			b = append(b, constantBytes(element)...)
		}
		return b
	}
	return nil
}
