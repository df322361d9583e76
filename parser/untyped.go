package parser

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkUntyped reports constants that look like values of an enum and have lost its type: in
//
//	const (
//		SpeedFast Speed = 1
//		SpeedSlow       = 2
//	)
//
// SpeedSlow is an int. They are declared together with a value, and begin with the name of the type.
func (r *reader) checkUntyped(named *types.Named, consts []*types.Const) {
	groups := map[token.Pos]bool{}
	for _, c := range consts {
		groups[r.src.Decl(c).Group] = true
	}
	scope, typeName := named.Obj().Pkg().Scope(), named.Obj().Name()
	for _, name := range scope.Names() {
		c, ok := scope.Lookup(name).(*types.Const)
		if !ok || !beginsWithName(name, typeName) || !untypedAs(c, named) || !groups[r.src.Decl(c).Group] {
			continue
		}
		r.untyped[c] = true
		if !r.isLeftOut(c) {
			r.diags.Add(r.position(c), "write "+name+" "+typeName+" = ...; or mark it //grpc:field - if it is not meant to be one",
				"%s has no type, so it is not a value of %s", name, typeName)
		}
	}
}

// untypedAs reports whether a constant has no type and could have that of an enum.
func untypedAs(c *types.Const, enum *types.Named) bool {
	basic, ok := c.Type().(*types.Basic)
	if !ok || basic.Info()&types.IsUntyped == 0 {
		return false
	}
	if isString(enum) {
		return c.Val().Kind() == constant.String
	}
	return constant.ToInt(c.Val()).Kind() == constant.Int
}

// beginsWithName reports whether a name is that of a type and a word behind it.
func beginsWithName(name, typeName string) bool {
	rest, ok := strings.CutPrefix(name, typeName)
	next, _ := utf8.DecodeRuneInString(rest)
	return ok && rest != "" && !unicode.IsLower(next)
}

// checkLoneValues reports //grpc:field on constants without a type that are declared beside no value of an enum.
func (r *reader) checkLoneValues() {
	for _, p := range r.packages {
		scope := p.Types.Scope()
		for _, name := range scope.Names() {
			c, ok := scope.Lookup(name).(*types.Const)
			if !ok || r.untyped[c] {
				continue
			}
			d := r.src.Decl(c).Directives.Get("field")
			if _, isNamed := types.Unalias(c.Type()).(*types.Named); d != nil && !isNamed {
				r.diags.Add(d.Pos, "remove it", "%s is not of the type of an enum, so //grpc:field has no effect", name)
			}
		}
	}
}
