package source

import (
	"go/ast"
	"go/types"
	"path"
	"slices"
	"strconv"
)

// binder finds the names of the objects of a package of another module in its files. It follows types and syntax side by
// side: a type by its name, a field by its number, a method by its name.
type binder struct {
	x     *index
	p     *otherPackage
	types *types.Package
}

// file binds what one file declares, unless it is not one of the package's.
func (b *binder) file(filename string) {
	if !slices.Contains(b.p.files, filename) {
		return
	}
	if file := b.x.parse(b.p, filename); file != nil {
		for _, decl := range file.Decls {
			b.declaration(file, decl)
		}
	}
}

// all binds what the files of the package declare.
func (b *binder) all() {
	for _, filename := range b.p.files {
		b.file(filename)
	}
}

func (b *binder) declaration(file *ast.File, decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil {
			b.method(d)
		} else if fn, ok := b.types.Scope().Lookup(d.Name.Name).(*types.Func); ok {
			b.function(d.Name, d.Type, fn)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				b.typeSpec(file, s)
			case *ast.ValueSpec:
				b.values(s)
			}
		}
	}
}

// bind notes where an object is named.
func (b *binder) bind(obj types.Object, name *ast.Ident) { b.x.places[origin(obj)] = name.Pos() }

func (b *binder) values(s *ast.ValueSpec) {
	for _, name := range s.Names {
		if obj := b.types.Scope().Lookup(name.Name); obj != nil {
			b.bind(obj, name)
			if s.Type != nil {
				b.typ(s.Type, obj.Type())
			}
		}
	}
}

func (b *binder) typeSpec(file *ast.File, s *ast.TypeSpec) {
	obj, ok := b.types.Scope().Lookup(s.Name.Name).(*types.TypeName)
	if !ok {
		return
	}
	b.bind(obj, s.Name)
	switch t := obj.Type().(type) {
	case *types.Alias:
		b.typ(s.Type, t.Rhs())
	case *types.Named:
		b.underlying(file, s.Type, t.Underlying())
	}
}

// underlying binds the fields or methods of a declared type. They stand where the type that it is declared as does, as those
// of B in type B A.
func (b *binder) underlying(file *ast.File, expr ast.Expr, t types.Type) {
	switch t.(type) {
	case *types.Struct, *types.Interface:
	default:
		b.typ(expr, t)
		return
	}
	for {
		switch e := ast.Unparen(expr).(type) {
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			if file, s := b.x.find(b.p, e.Name); s != nil && s.Type != expr {
				b.underlying(file, s.Type, t)
			}
			return
		case *ast.SelectorExpr:
			b.ofAnother(file, e, t)
			return
		default:
			b.typ(expr, t)
			return
		}
	}
}

// ofAnother is underlying for a type that is declared as one of another package.
func (b *binder) ofAnother(file *ast.File, e *ast.SelectorExpr, t types.Type) {
	name, ok := e.X.(*ast.Ident)
	if !ok {
		return
	}
	for _, spec := range file.Imports {
		importPath, _ := strconv.Unquote(spec.Path.Value)
		p := b.x.others[importPath]
		if p == nil || spec.Name != nil && spec.Name.Name != name.Name || spec.Name == nil && p.name != name.Name && path.Base(importPath) != name.Name {
			continue
		}
		if file, s := b.x.find(p, e.Sel.Name); s != nil {
			there := binder{x: b.x, p: p, types: b.types}
			there.underlying(file, s.Type, t)
		}
	}
}

// find returns the declaration of a type, and its file.
func (x *index) find(p *otherPackage, name string) (*ast.File, *ast.TypeSpec) {
	for _, filename := range p.files {
		file := x.parse(p, filename)
		if file == nil {
			continue
		}
		for _, decl := range file.Decls {
			d, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range d.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok && s.Name.Name == name {
					return file, s
				}
			}
		}
	}
	return nil, nil
}

// typ binds the fields, methods and parameters within a type expression.
func (b *binder) typ(expr ast.Expr, t types.Type) {
	switch e := ast.Unparen(expr).(type) {
	case *ast.StarExpr:
		b.element(e.X, t)
	case *ast.ArrayType:
		b.element(e.Elt, t)
	case *ast.ChanType:
		b.element(e.Value, t)
	case *ast.Ellipsis:
		b.element(e.Elt, t)
	case *ast.MapType:
		if m, ok := t.(*types.Map); ok {
			b.typ(e.Key, m.Key())
			b.typ(e.Value, m.Elem())
		}
	case *ast.FuncType:
		if sig, ok := t.(*types.Signature); ok {
			b.signature(e, sig)
		}
	case *ast.StructType:
		if s, ok := t.(*types.Struct); ok {
			b.list(e.Fields, s.NumFields(), s.Field)
		}
	case *ast.InterfaceType:
		if i, ok := t.(*types.Interface); ok {
			b.methods(e, i)
		}
	}
}

func (b *binder) element(expr ast.Expr, t types.Type) {
	if t, ok := t.(interface{ Elem() types.Type }); ok {
		b.typ(expr, t.Elem())
	}
}

// list binds fields or parameters, which types have in the order of the source.
func (b *binder) list(fields *ast.FieldList, n int, at func(int) *types.Var) {
	if fields == nil {
		return
	}
	i := 0
	for _, f := range fields.List {
		names := f.Names
		if len(names) == 0 {
			names = []*ast.Ident{embeddedName(f.Type)} // nil for a parameter without a name
		}
		for _, name := range names {
			if i == n {
				return
			}
			if v := at(i); name != nil && v.Name() == name.Name {
				b.bind(v, name)
			}
			b.typ(f.Type, at(i).Type())
			i++
		}
	}
}

func (b *binder) methods(e *ast.InterfaceType, i *types.Interface) {
	for _, f := range e.Methods.List {
		t, ok := f.Type.(*ast.FuncType)
		if !ok || len(f.Names) != 1 {
			continue
		}
		for m := range i.ExplicitMethods() {
			if m.Name() == f.Names[0].Name {
				b.function(f.Names[0], t, m)
			}
		}
	}
}

func (b *binder) method(d *ast.FuncDecl) {
	if len(d.Recv.List) != 1 {
		return
	}
	recv := ast.Unparen(d.Recv.List[0].Type)
	name := embeddedName(recv)
	if name == nil {
		return
	}
	obj, ok := b.types.Scope().Lookup(name.Name).(*types.TypeName)
	if !ok {
		return
	}
	named, ok := types.Unalias(obj.Type()).(*types.Named)
	if !ok {
		return
	}
	for fn := range named.Methods() {
		if fn.Name() == d.Name.Name {
			b.function(d.Name, d.Type, fn)
		}
	}
}

func (b *binder) function(name *ast.Ident, t *ast.FuncType, fn *types.Func) {
	b.bind(fn, name)
	b.signature(t, fn.Signature())
}

func (b *binder) signature(t *ast.FuncType, sig *types.Signature) {
	b.list(t.Params, sig.Params().Len(), sig.Params().At)
	b.list(t.Results, sig.Results().Len(), sig.Results().At)
}
