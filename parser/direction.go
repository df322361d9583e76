package parser

import (
	"go/types"
	"slices"

	"github.com/grpcgen/grpcgen/parser/naming"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// A struct can be two messages: one in requests and one in responses. It is if it has fields that only one of the two has,
// and if the convention names messages after their direction.

// directionsOf returns the direction that tells the message of a type from its other one, and the direction of what the
// message holds, for a use in the direction dir. explicit says that a directive names the message.
func (r *reader) directionsOf(t types.Type, dir naming.Direction, explicit bool) (own, inside naming.Direction) {
	oneWay := r.oneWay.in(t)
	switch {
	case r.naming.Sided && explicit && !oneWay:
		return naming.NoDirection, naming.NoDirection
	case r.naming.Sided:
		return dir, dir
	case oneWay && dir == naming.Request:
		return naming.Request, naming.Request
	case oneWay:
		return naming.NoDirection, naming.Response
	}
	return naming.NoDirection, naming.NoDirection
}

// formerName returns the name before a rename that a directive gives: that of the one message, or what the names of both
// begin with.
func (r *reader) formerName(was string, dir naming.Direction) string {
	if was == "" {
		return ""
	}
	return r.naming.MessageIn(was, dir)
}

// messagesOf returns the messages that a struct of the module is.
func (r *reader) messagesOf(named *types.Named) []*schema.Message {
	var all []*schema.Message
	for _, dir := range []naming.Direction{naming.NoDirection, naming.Request, naming.Response} {
		key := messageKey{pkg: r.byTypes[named.Obj().Pkg()], typ: goNamed(named).String(), dir: dir}
		if m := r.messages[key]; m != nil {
			all = append(all, m)
		}
	}
	return all
}

// committedDirections returns the directions in which the ledger has the message of a Go type, whether an action reaches it
// or not.
func (r *reader) committedDirections(p *pkg, named *types.Named, name string, explicit bool) []naming.Direction {
	kept := []naming.Direction{}
	for _, dir := range []naming.Direction{naming.Request, naming.Response, naming.NoDirection} {
		own, _ := r.directionsOf(named, dir, explicit)
		sided := r.naming.MessageIn(name, own)
		declared := sided != name && p.Types.Scope().Lookup(sided) != nil
		if p.ledger.HasMessage(sided) && !declared && !slices.Contains(kept, own) {
			kept = append(kept, own)
		}
	}
	return kept
}

// frameSecondMessages has a type with two messages travel in a frame in requests: it can have the methods of one message
// only.
func (r *reader) frameSecondMessages() {
	type goType struct {
		pkg *pkg
		typ string
	}
	byType := map[goType][]messageKey{}
	for key := range r.messages {
		if m := r.messages[key]; m != nil && key.pkg != nil && key.name == "" {
			t := goType{key.pkg, key.typ}
			byType[t] = append(byType[t], key)
		}
	}
	for _, keys := range byType {
		if len(keys) == 1 {
			continue
		}
		slices.SortFunc(keys, func(a, b messageKey) int {
			return slices.Index(directionsByRank, a.dir) - slices.Index(directionsByRank, b.dir)
		})
		first := r.messages[keys[0]]
		for _, key := range keys[1:] {
			m := r.messages[key]
			m.Framed = true
			m.Ident += directionIdents[key.dir]
			if !r.naming.Sided { // where a field may leave one direction in a later version, and the messages meet
				m.Twin, first.Twin = first, m
			}
		}
	}
}

// directionsByRank are the directions in the order in which they get the methods.
var directionsByRank = []naming.Direction{naming.Response, naming.NoDirection, naming.Request}

// directionIdents tell apart what the glue declares for the messages of one type.
var directionIdents = [...]string{naming.NoDirection: "Plain", naming.Request: "Input"}
