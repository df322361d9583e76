package parser

import (
	"go/token"
	"go/types"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

func goName(obj types.Object) schema.GoName {
	return schema.GoName{Path: obj.Pkg().Path(), Name: obj.Name()}
}

// goType spells a type so that the emitter can import what it names.
func goType(t types.Type) schema.GoType {
	const mark = "\x00" // before a path and between it and the name; no Go type has it
	text := types.TypeString(t, func(p *types.Package) string { return mark + p.Path() + mark })
	var out schema.GoType
	parts := strings.Split(text, mark)
	for i, part := range parts {
		if i%2 == 0 {
			out = appendLiteral(out, part)
			continue
		}
		name := strings.TrimPrefix(parts[i+1], ".")
		end := strings.IndexFunc(name, func(c rune) bool { return !isWordRune(c) })
		if end < 0 {
			end = len(name)
		}
		out = append(out, schema.GoName{Path: part, Name: name[:end]})
		parts[i+1] = name[end:]
	}
	return out
}

// goNamed spells a named type, one Go type in one way: Page[Entry] is Page[Item] where Entry is another name of Item.
func goNamed(named *types.Named) schema.GoType { return goType(plain(named)) }

// plain returns a type without aliases, whether it is one or has some as its arguments.
func plain(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return plainBasic(t)
	case *types.Named:
		return plainInstance(t)
	case *types.Pointer:
		return types.NewPointer(plain(t.Elem()))
	case *types.Slice:
		return types.NewSlice(plain(t.Elem()))
	case *types.Array:
		return types.NewArray(plain(t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(plain(t.Key()), plain(t.Elem()))
	case *types.Interface:
		if t.Empty() {
			return types.Universe.Lookup("any").Type().Underlying()
		}
		return t
	default:
		return t
	}
}

// plainBasic returns the type that has two names by the commoner one: byte, and int32.
func plainBasic(t *types.Basic) types.Type {
	switch t.Kind() {
	case types.Uint8:
		return types.Universe.Lookup("byte").Type()
	case types.Int32:
		return types.Typ[types.Int32]
	}
	return t
}

// plainInstance returns an instance whose arguments are plain.
func plainInstance(t *types.Named) types.Type {
	var args []types.Type
	for arg := range t.TypeArgs().Types() {
		args = append(args, plain(arg))
	}
	if len(args) == 0 {
		return t
	}
	instance, err := types.Instantiate(nil, t.Origin(), args, false)
	if err != nil { // only the number of arguments could be wrong
		return t
	}
	return instance
}

func appendLiteral(out schema.GoType, text string) schema.GoType {
	if text == "" {
		return out
	}
	return append(out, schema.GoName{Name: text})
}

func isWordRune(c rune) bool {
	return c == '_' || token.IsIdentifier("x"+string(c))
}

// typeString spells a type for a message to the user, with package names as the source has them.
func (r *reader) typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if q := r.byTypes[p]; q != nil && len(r.packages) == 1 {
			return ""
		}
		return p.Name()
	})
}

// typePosition returns where the type of a field or parameter is written.
func (r *reader) typePosition(v *types.Var) token.Position {
	if v.Name() == "" || v.Name() == "_" {
		return r.position(v)
	}
	return r.src.Decl(v).TypePos
}

// checkSpellable reports a type of v that the glue of p cannot name.
func (r *reader) checkSpellable(problems *schema.Diagnostics, p *pkg, v *types.Var) bool {
	why := unspellable(goType(v.Type()), p)
	if why != "" {
		problems.Add(r.typePosition(v), "export the type, or declare what uses it in its package",
			"%s is %s, and glue in another package cannot name it", r.typeString(v.Type()), why)
	}
	return why == ""
}

// checkAlias reports a type that the glue of its use cannot name, although its use can, by an alias.
func (r *reader) checkAlias(named *types.Named, at use) bool {
	why := unspellable(goNamed(named), at.pkg)
	if why != "" {
		at.problems.Add(at.pos, "export the type itself; or declare a struct of your own", "%s is %s, and glue in another package cannot name it", r.typeString(named), why)
	}
	return why == ""
}

// unspellable returns why the glue of p cannot name a type, or "".
func unspellable(t schema.GoType, p *pkg) string {
	for _, part := range t {
		switch {
		case part.Path == "" || part.Path == p.Path:
		case !token.IsExported(part.Name):
			return "not exported"
		case !importable(part.Path, p.Path):
			return "internal to its module"
		}
	}
	return ""
}

// importable reports whether one package may import another: what is in a folder called internal is for the packages
// below the folder that holds it (go help packages, "Internal Directories").
func importable(path, from string) bool {
	elements := strings.Split(path, "/")
	i := len(elements) - 1
	for i >= 0 && elements[i] != "internal" {
		i--
	}
	if i < 0 {
		return true
	}
	root := strings.Join(elements[:i], "/")
	return root != "" && (from == root || strings.HasPrefix(from, root+"/"))
}
