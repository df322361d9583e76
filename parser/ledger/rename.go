package ledger

import (
	"go/token"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

func fullName(p *schema.Package, name string) string { return p.Proto + "." + name }

// outer splits a name such as Outer.Inner; a name at the top of its file has no outer one.
func outer(name string) (enclosing, inner string) {
	i := strings.LastIndexByte(name, '.')
	return name[:max(i, 0)], name[i+1:]
}

// followRenames finds what each message and enum of a package was. Outer messages come before those inside them.
func (a *applier) followRenames(p *schema.Package) {
	for _, m := range p.Messages {
		_, known := a.messages[fullName(p, m.Name)]
		follow(a, a.messages, declaration{p, m.Name, m.Was, "message", known, m.Pos})
	}
	for _, e := range p.Enums {
		_, known := a.enums[fullName(p, e.Name)]
		follow(a, a.enums, declaration{p, e.Name, e.Was, "enum", known, e.Pos})
	}
}

// declaration is a living message or enum, as far as its name goes.
type declaration struct {
	pkg       *schema.Package
	name, was string
	kind      string
	known     bool // the ledger has it under its name
	pos       token.Position
}

// follow notes the old name of a declaration: its own, while the ledger has that, or else the one that was= gives.
func follow[T any](a *applier, old map[string]T, d declaration) {
	full := fullName(d.pkg, d.name)
	if d.known {
		a.former[full] = full
		return
	}
	was := a.fullWas(d)
	if was == "" {
		return
	}
	if a.living[was] != nil {
		if d.was == "" {
			return // it stayed behind when the message around it was renamed
		}
		a.diags.Add(d.pos, "remove was=, or rename the other "+d.kind, "was=%s: %s is another "+d.kind, d.was, was)
		return
	}
	if _, ok := old[was]; !ok {
		return
	}
	if heir := a.heir[was]; heir != "" {
		a.diags.Add(d.pos, "keep was= on one of them", "was=%s: %s has its numbers already", d.was, heir)
		return
	}
	a.former[full], a.heir[was] = was, full
}

// fullWas returns the full name that a was= means: one of the package, unless it names another package of the schema.
// What is inside a renamed message was inside it before.
func (a *applier) fullWas(d declaration) string {
	if d.was == "" {
		enclosing, inner := outer(d.name)
		if was := a.former[fullName(d.pkg, enclosing)]; enclosing != "" && was != "" && was != fullName(d.pkg, enclosing) {
			return was + "." + inner
		}
		return ""
	}
	for _, other := range a.schema.Packages {
		if strings.HasPrefix(d.was, other.Proto+".") {
			return d.was
		}
	}
	return fullName(d.pkg, d.was)
}

// livesOn reports whether an old message or enum needs no tombstone: it is there, or was renamed within its package.
func (a *applier) livesOn(p *schema.Package, name string) bool {
	return a.living[fullName(p, name)] != nil || a.renamed(p, name) != ""
}

// renamed returns the new name of what was renamed within its package, or "". A full name alone cannot tell: shop.v1.M
// can be M of shop.v1, and v1.M of shop.
func (a *applier) renamed(p *schema.Package, name string) string {
	heir := a.heir[fullName(p, name)]
	if rest, ok := strings.CutPrefix(heir, p.Proto+"."); ok && a.living[heir] == p {
		return rest
	}
	return ""
}

// place returns where a tombstone stands: inside the new name of a message around it that was renamed.
func (a *applier) place(p *schema.Package, name string) string {
	enclosing, inner := outer(name)
	if enclosing == "" {
		return name
	}
	if now := a.renamed(p, enclosing); now != "" {
		return now + "." + inner
	}
	return a.place(p, enclosing) + "." + inner
}
