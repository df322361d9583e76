package ledger

import (
	"go/token"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

func fullName(p *schema.Package, name string) string { return p.Proto + "." + name }

// outer splits a name such as Outer.Inner; at the top of the file, enclosing is empty.
func outer(name string) (enclosing, inner string) {
	i := strings.LastIndexByte(name, '.')
	return name[:max(i, 0)], name[i+1:]
}

// lineage is what became of the declarations of one kind. Its maps are by full name.
type lineage struct {
	living map[string]*schema.Package // those that Go declares
	former map[string]string          // the old name of a living one that the ledger has
	heir   map[string]string          // the living one that an old one was renamed to
	alias  map[string]string          // what was= calls a living one, whether or not it has work to do
	moved  map[string]bool            // the values of alias
	at     map[string]token.Position  // where a living one stands
}

func newLineage() lineage {
	return lineage{
		living: map[string]*schema.Package{}, former: map[string]string{}, heir: map[string]string{}, alias: map[string]string{},
		moved: map[string]bool{}, at: map[string]token.Position{},
	}
}

// gone reports whether a declaration of the ledger was removed: it neither lives nor was renamed.
func (l lineage) gone(full string) bool {
	return l.living[full] == nil && l.heir[full] == "" && !l.moved[full]
}

// followTypes finds what each message and enum of a package was. Outer messages come before those inside them.
func (a *applier) followTypes(p *schema.Package) {
	slices.SortStableFunc(p.Messages, func(a, b *schema.Message) int { return strings.Compare(a.Name, b.Name) })
	for _, m := range p.Messages {
		_, known := a.messages[fullName(p, m.Name)]
		follow(a, a.types, a.messages, declaration{p, m.Name, m.Was, a.implied[m], "message", known, m.Pos})
		a.numbered = append(a.numbered, a.newNumbering(p, m))
	}
	for _, e := range p.Enums {
		_, known := a.enums[fullName(p, e.Name)]
		follow(a, a.types, a.enums, declaration{p, e.Name, e.Was, "", "enum", known, e.Pos})
	}
}

// declaration is what matters for renames of a living message, enum or service.
type declaration struct {
	pkg       *schema.Package
	name, was string
	implied   string // the full name that it had, if what it belongs to tells
	kind      string
	known     bool // the ledger has it under its name
	pos       token.Position
}

// remains is what the ledger has of a declaration.
type remains interface {
	empty() bool // it has nothing that lives; what is left of a removed one has not
	spare() bool // it has nothing at all
}

// follow notes the old name of a declaration: its own, while the ledger has that, or else the one that was= gives.
func follow[T remains](a *applier, l lineage, old map[string]T, d declaration) {
	full := fullName(d.pkg, d.name)
	l.at[full] = d.pos
	if was := a.formerly(l, d); was != "" && l.living[was] == nil {
		l.alias[full], l.moved[was] = was, true
	}
	if d.known && d.was != "" && old[full].empty() {
		was := a.fullWas(l, d)
		if other, ok := old[was]; ok && !other.empty() && l.living[was] == nil {
			if !old[full].spare() {
				a.refuse(d.pos, "give the "+d.kind+" another name; or remove "+d.name+" from the .proto, if no program knows what it was",
					"was=%s: the reserved numbers and names of a removed "+d.kind+" %s would collide with those of %s", d.was, full, was)
				return
			}
			d.known = false
		}
	}
	if d.known {
		l.former[full] = full
		if d.was != "" {
			a.spent(d.pos, d.was, true)
		}
		return
	}
	was := a.fullWas(l, d)
	_, remembered := old[was]
	switch {
	case was == "":
	case l.living[was] != nil && d.was != "":
		a.refuse(d.pos, "remove was=, or rename the other "+d.kind, "was=%s: %s is another "+d.kind, d.was, was)
	case l.living[was] != nil: // it stayed behind when what is around it was renamed
	case !remembered:
		if d.was != "" {
			a.spent(d.pos, d.was, false)
		}
	case l.heir[was] != "" && d.was != "":
		a.refuse(d.pos, "keep was= on one of them", "was=%s: %s already has its numbers", d.was, l.heir[was])
	case l.heir[was] == "":
		l.former[full], l.heir[was] = was, full
		a.acted[d.pos] = true
	}
}

// formerly returns the full name that a declaration had by what is written above it, or above what is around it.
func (a *applier) formerly(l lineage, d declaration) string {
	if d.was != "" {
		return a.fullWas(l, d)
	}
	enclosing, inner := outer(d.name)
	if was := l.alias[fullName(d.pkg, enclosing)]; enclosing != "" && was != "" {
		return was + "." + inner
	}
	return ""
}

// fullWas returns the full name that a was= means: one of the package, unless it names another package of the schema.
// What is inside a renamed message was inside it before.
func (a *applier) fullWas(l lineage, d declaration) string {
	if d.was == "" {
		enclosing, inner := outer(d.name)
		if was := l.former[fullName(d.pkg, enclosing)]; enclosing != "" && was != "" && was != fullName(d.pkg, enclosing) {
			return was + "." + inner
		}
		return d.implied
	}
	if now := a.nameNow[d.was]; now != "" {
		return now
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
	return a.types.living[fullName(p, name)] != nil || a.renamed(p, name) != ""
}

// renamed returns the new name of what was renamed within its package, or "". What has nothing but reservations may be a
// tombstone itself, and stays. A full name alone cannot tell the package: shop.v1.M can be M of shop.v1, and v1.M of shop.
func (a *applier) renamed(p *schema.Package, name string) string {
	full := fullName(p, name)
	if m := a.messages[full]; m != nil && m.empty() && !m.spare() {
		return ""
	}
	if e := a.enums[full]; e != nil && e.empty() && !e.spare() {
		return ""
	}
	heir := a.types.heir[full]
	if rest, ok := strings.CutPrefix(heir, p.Proto+"."); ok && a.types.living[heir] == p {
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
